import type { IncomingMessage } from "node:http";

/** Without the query, and no longer than is worth telling. */
export function pathOf(message: IncomingMessage): string {
  return (message.url ?? "/").split("?", 1)[0]?.slice(0, 200) ?? "/";
}
