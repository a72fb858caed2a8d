import { readFileSync } from "node:fs";
import { ACTIONS, PAGES, ROUTES } from "@/app/_edge/registry";

interface BuiltAction {
  readonly exportedName: string;
  readonly workers: Readonly<Record<string, unknown>>;
}

export interface ActionToPost {
  readonly name: keyof typeof ACTIONS;
  readonly permission: string;
  readonly id: string;
  /** A page that carries it. */
  readonly path: string;
}

/** Every server action of the build, with what a direct POST needs. */
export function actionsToPost(): ActionToPost[] {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as {
    readonly node: Readonly<Record<string, BuiltAction>>;
  };
  const built = Object.entries(manifest.node);
  return (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).map((name) => {
    const { action, permission } = ACTIONS[name];
    const [id, found] = built.find(([, { exportedName }]) => exportedName === action) ?? [];
    const worker = Object.keys(found?.workers ?? {})[0];
    if (!id || !worker) throw new Error(`${action} is not in the build.`);
    return { name, permission, id, path: addressOf(worker) };
  });
}

/** What a route cannot answer without. */
const QUERY_OF: Readonly<Record<string, string>> = {
  "/find": "?q=1",
  "/sessions/rows": "?ids=1",
  "/sessions/values": "?key=host",
  "/reports/export": "?table=days&format=csv",
};

/** Pages and routes, each with an address to ask for. */
export function addresses(): {
  readonly path: string;
  readonly permission: string;
  readonly isPage: boolean;
}[] {
  const pages = Object.entries(PAGES).map(([path, permission]) => ({
    path: filled(path),
    permission,
    isPage: true,
  }));
  const routes = Object.values(ROUTES).map(({ path, permission }) => ({
    path: `${filled(path)}${QUERY_OF[path] ?? (path.endsWith("/export") ? "?format=csv" : "")}`,
    permission,
    isPage: false,
  }));
  return [...pages, ...routes];
}

/** `app/(console)/orders/[orderId]/page` is at `/orders/1`. */
function addressOf(worker: string): string {
  return (
    filled(
      worker
        .replace(/^app/, "")
        .replace(/\/page$/, "")
        .replace(/\/\([^)]+\)/g, ""),
    ) || "/"
  );
}

function filled(path: string): string {
  return path.replace(/\[[^\]]+\]/g, "1");
}
