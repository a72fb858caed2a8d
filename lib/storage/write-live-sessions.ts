import type { Tx } from "./database";

/** A live session as it is stored, but for what the storage adds. */
export interface LiveRow {
  readonly bootKey: string;
  readonly sessionId: string;
  readonly loggedOnAt: Date;
  readonly logonId: string | null;
  readonly accountId: number;
  readonly associateId: number | null;
  readonly kind: string;
  readonly state: string;
  readonly line: string;
  readonly clientName: string;
  readonly clientAddress: string;
  readonly stateSince: Date | null;
}

/** Makes the live sessions of a host be exactly these, touching only what differs. Answers how many rows did. */
export async function writeLiveSessions(
  tx: Tx,
  hostId: number,
  wanted: readonly LiveRow[],
  now: Date,
): Promise<number> {
  const stored = await tx.liveSession.findMany({ where: { hostId } });
  const known = new Map(stored.map((row) => [incarnation(row), row]));
  const rows = new Map(wanted.map((row) => [incarnation(row), row]));

  const left = stored.filter((row) => !rows.has(incarnation(row))).map((row) => row.id);
  if (left.length > 0) await tx.liveSession.deleteMany({ where: { id: { in: left } } });

  const fresh = [...rows].filter(([key]) => !known.has(key)).map(([, row]) => row);
  if (fresh.length > 0) {
    await tx.liveSession.createMany({
      data: fresh.map((row) => ({ ...row, hostId, firstSeenAt: now, changedAt: now })),
    });
  }
  let changed = 0;
  for (const [key, row] of rows) {
    const before = known.get(key);
    if (!before || contentOf(before) === contentOf(row)) continue;
    await tx.liveSession.update({ where: { id: before.id }, data: { ...row, changedAt: now } });
    changed += 1;
  }
  return left.length + fresh.length + changed;
}

/** Session ids are re-used within a boot: with the time of logon they name one incarnation. */
export function incarnation(row: Pick<LiveRow, "bootKey" | "sessionId" | "loggedOnAt">): string {
  return JSON.stringify([row.bootKey, row.sessionId, row.loggedOnAt.getTime()]);
}

function contentOf(row: LiveRow): string {
  const { logonId, accountId, associateId, kind, state, line, clientName, clientAddress, stateSince } = row;
  const since = stateSince?.getTime() ?? null;
  return JSON.stringify([
    logonId,
    accountId,
    associateId,
    kind,
    state,
    line,
    clientName,
    clientAddress,
    since,
  ]);
}
