import { auditIdsOf } from "@/lib/ingest/audit-ids";
import type { ChannelLog } from "./event-cursor";

/** What the event log service is asked for: by number alone, which no language changes. Who wrote it is looked at later. */
export function eventQuery(log: ChannelLog): string {
  const ids = [...auditIdsOf(log)].sort((a, b) => a - b);
  return `*[System[(${ids.map((id) => `EventID=${id}`).join(" or ")})]]`;
}
