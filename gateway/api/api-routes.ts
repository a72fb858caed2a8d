import type { ApiRoute } from "./api-route";
import { HISTORY_ROUTES } from "./history-routes";
import { IMPORT_ROUTES } from "./import-routes";
import { ORDER_ROUTES } from "./order-routes";
import { READ_ROUTES } from "./read-routes";

/** Everything that a script can ask. Literal paths stand before those with a parameter at the same place. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...ORDER_ROUTES,
  ...READ_ROUTES,
  ...HISTORY_ROUTES,
  ...IMPORT_ROUTES,
];

export interface FoundRoute {
  readonly route: ApiRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** Every route at this path, whatever its method. */
export function routesAt(path: string): FoundRoute[] {
  const parts = path.split("/");
  return API_ROUTES.flatMap((route) => {
    const params = match(route.path.split("/"), parts);
    return params ? [{ route, params }] : [];
  });
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [i, wanted] of pattern.entries()) {
    const part = parts[i] ?? "";
    if (wanted.startsWith("{")) params[wanted.slice(1, -1)] = part;
    else if (wanted !== part) return null;
  }
  return params;
}
