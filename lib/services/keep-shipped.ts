import type { LoggedEvent } from "@/lib/ingest/log-reader";
import type { Context } from "./context";
import { ingestLogged, type LoggedOfHost } from "./ingest-logged";
import type { RejectedRecord } from "./keep-rejects";
import { resolveLogHosts } from "./resolve-log-hosts";

export interface KeptPart {
  readonly added: number;
  readonly known: number;
  readonly rejects: readonly RejectedRecord[];
}

const SAMPLE = 512;

/** Keeps events under the hosts that they name; hosts that nobody knew begin in the group. */
export async function keepShipped(
  { db, now }: Context,
  group: string,
  part: readonly LoggedEvent[],
): Promise<KeptPart> {
  const names = [...new Set(part.map(({ host }) => host ?? ""))];
  const hostIds = await resolveLogHosts(db, names, now, { group });
  const rejects: RejectedRecord[] = [];
  const events: LoggedOfHost[] = [];
  for (const logged of part) {
    const { host, event, raw } = logged;
    const hostId = hostIds.get(host ?? "");
    if (hostId === undefined)
      rejects.push(rejectOf(logged, "what it names as its host cannot be a host's name"));
    else events.push({ hostId, event, raw });
  }
  const { added, duplicates, rejected } = await ingestLogged(db, { events, importId: null, now });
  for (const { index, reason } of rejected) {
    const one = events[index];
    if (one) rejects.push(rejectOf({ host: null, ...one }, reason));
  }
  return { added, known: duplicates, rejects };
}

function rejectOf(
  { host, event, raw }: Pick<LoggedEvent, "host" | "event" | "raw">,
  reason: string,
): RejectedRecord {
  const where = `${event.log} ${event.recordId}${host === null ? "" : ` of ${host}`}`;
  return { where, reason, sample: JSON.stringify(raw ?? {}).slice(0, SAMPLE) };
}
