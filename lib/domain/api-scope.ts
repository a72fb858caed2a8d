import type { Permission } from "./permission";

/** What an API token is for. Its role bounds it further: an auditor's token logs nobody off. */
export const API_SCOPES = ["ingest", "read", "orders", "webapi"] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export function isApiScope(text: string): text is ApiScope {
  return (API_SCOPES as readonly string[]).includes(text);
}

export const SCOPE_PERMISSIONS: Readonly<Record<ApiScope, readonly Permission[]>> = {
  ingest: ["event.ingest"],
  read: ["session.read", "history.read", "host.read", "order.read", "trail.read", "import.read"],
  orders: ["logoff.request", "logoff.cancel", "order.read"],
  // Whoever hangs up takes back what has not been executed.
  webapi: ["logoff.request", "logoff.cancel", "session.read", "order.read"],
};
