import { auditIdsOf } from "@/lib/ingest/audit-ids";
import type { ChannelLog } from "./event-cursor";

/** Of every logon over the network, many in a second: no bell for them, they are read with what rings. */
const FREQUENT = new Set([4624, 4625, 4634, 4648, 4672]);

/** What the event log service is asked for: by number alone, which no language changes. Who wrote it is looked at later. */
export function eventQuery(log: ChannelLog): string {
  return queryOf([...auditIdsOf(log)]);
}

/** What is worth being called for at once. A logon and a logoff of a person ring in the logs beside Security. */
export function bellQuery(log: ChannelLog): string {
  return queryOf([...auditIdsOf(log)].filter((id) => log !== "Security" || !FREQUENT.has(id)));
}

function queryOf(ids: readonly number[]): string {
  const sorted = [...ids].sort((a, b) => a - b);
  return `*[System[(${sorted.map((id) => `EventID=${id}`).join(" or ")})]]`;
}
