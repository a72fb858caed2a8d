import type { ApiScope } from "@/lib/domain/api-scope";

export const SCOPE_WORDS: readonly (readonly [ApiScope, string, string])[] = [
  ["ingest", "Ingest", "shippers bring in records"],
  ["read", "Read", "sessions, history, hosts, orders, imports"],
  ["orders", "Orders", "request and cancel logoff orders"],
  ["webapi", "WebAPI", "the AssociateAgent's calls"],
];

export function scopeWord(scope: string): string {
  return SCOPE_WORDS.find(([name]) => name === scope)?.[1] ?? scope;
}
