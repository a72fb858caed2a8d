import type { LoggedEvent } from "@/lib/ingest/log-reader";
import type { SentBody, SentLine } from "@/lib/storage/raw-blocks";
import type { Context } from "./context";
import { ingestLogged, type LoggedOfHost } from "./ingest-logged";
import type { RejectedRecord } from "./keep-rejects";
import { resolveLogHosts } from "./resolve-log-hosts";

export type { SentBody, SentLine };

/** A record as a shipper sent it. */
export interface ShippedEvent extends LoggedEvent {
  /** What it came in, where that is kept in place of its fields. */
  readonly line?: SentLine;
}

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
  part: readonly ShippedEvent[],
): Promise<KeptPart> {
  const names = [...new Set(part.map(({ host }) => host ?? ""))];
  const hostIds = await resolveLogHosts(db, names, now, { group });
  const rejects: RejectedRecord[] = [];
  const events: LoggedOfHost[] = [];
  for (const logged of part) {
    const { host, event, raw, line = null } = logged;
    const hostId = hostIds.get(host ?? "");
    if (hostId === undefined)
      rejects.push(rejectOf(logged, "what it names as its host cannot be a host's name"));
    else events.push({ hostId, event, raw, line });
  }
  const { added, duplicates, rejected } = await ingestLogged(db, { events, importId: null, now });
  for (const { index, reason } of rejected) {
    const one = events[index];
    if (one) rejects.push(rejectOf({ host: null, ...one }, reason));
  }
  return { added, known: duplicates, rejects };
}

function rejectOf(
  {
    host,
    event,
    raw,
    line,
  }: Pick<LoggedEvent, "host" | "event" | "raw"> & { readonly line?: SentLine | null },
  reason: string,
): RejectedRecord {
  const where = `${event.log} ${event.recordId}${host === null ? "" : ` of ${host}`}`;
  return {
    where,
    reason,
    sample: (line?.bytes.toString("utf8", 0, SAMPLE) ?? JSON.stringify(raw ?? {})).slice(0, SAMPLE),
  };
}
