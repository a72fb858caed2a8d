import type { Tx } from "./database";
import { Prisma } from "./generated/client";

/** A paired session as it is stored. Instants are epoch milliseconds, to the microsecond. */
export interface SessionRow {
  readonly logonId: string;
  readonly linkedLogonId: string | null;
  readonly sessionId: string | null;
  readonly accountId: number;
  readonly associateId: number | null;
  readonly logonType: number | null;
  readonly address: string | null;
  readonly startedAt: number | null;
  readonly startedBefore: number | null;
  readonly startRecord: number | null;
  readonly endKind: string;
  readonly endAt: number | null;
  readonly endNotBefore: number | null;
  readonly endNotAfter: number | null;
  readonly endConfidence: string;
  readonly endBecause: string;
  readonly endRecords: unknown;
  readonly segments: unknown;
  readonly clockStepSeconds: number;
  /** The seam that settled it; null while later events may change it. */
  readonly seamId: number | null;
}

export interface SessionsOfBoot {
  readonly hostId: number;
  readonly bootId: number;
  readonly rows: readonly SessionRow[];
}

/** Makes the sessions of a boot that are not settled be exactly these, writing only what differs. Answers how many rows did. */
export async function replaceOpenSessions(tx: Tx, boot: SessionsOfBoot): Promise<number> {
  const changed = await replaceOpenSessionsOf(tx, [boot]);
  return changed.get(boot.bootId) ?? 0;
}

/** The same for boots of several hosts: how many rows of each differed, by the boot. */
export async function replaceOpenSessionsOf(
  tx: Tx,
  boots: readonly SessionsOfBoot[],
): Promise<Map<number, number>> {
  const stored = await listStored(tx, boots);
  const changed = differing(boots, stored);
  const left = boots.flatMap(({ hostId, bootId, rows }) => {
    const keep = new Set(rows.map((row) => row.logonId));
    const gone = [...(stored.get(bootId)?.open.keys() ?? [])].filter((logonId) => !keep.has(logonId));
    return gone.map((logonId) => ({ hostId, bootId, logonId }));
  });
  await upsert(tx, changed);
  if (left.length > 0) {
    await tx.$executeRaw`
      DELETE FROM session USING json_to_recordset(${JSON.stringify(left)}::json)
        AS gone("hostId" int, "bootId" int, "logonId" text)
      WHERE host_id = "hostId" AND boot_id = "bootId" AND logon_id = "logonId"`;
  }
  const counts = new Map<number, number>();
  for (const { bootId } of [...changed, ...left]) counts.set(bootId, (counts.get(bootId) ?? 0) + 1);
  return counts;
}

/** Writes sessions that a seam settles; the open ones stay as they are. */
export async function settleSessions(tx: Tx, boot: SessionsOfBoot): Promise<number> {
  const changed = differing([boot], await listStored(tx, [boot]));
  await upsert(tx, changed);
  return changed.length;
}

interface RowOfBoot extends SessionRow {
  readonly hostId: number;
  readonly bootId: number;
}

function differing(
  boots: readonly SessionsOfBoot[],
  stored: ReadonlyMap<number, StoredSessions>,
): RowOfBoot[] {
  return boots.flatMap(({ hostId, bootId, rows }) => {
    const known = stored.get(bootId);
    return rows
      .map(inOrder)
      .filter(
        (row) => known?.open.get(row.logonId) !== JSON.stringify(row) && !known?.settled.has(row.logonId),
      )
      .map((row) => ({ hostId, bootId, ...row }));
  });
}

async function upsert(tx: Tx, rows: readonly RowOfBoot[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO session (host_id, boot_id, logon_id, linked_logon_id, session_id, account_id, associate_id, logon_type,
      address, started_at, started_before, start_record, end_kind, end_at, end_not_before, end_not_after,
      end_confidence, end_because, end_records, segments, clock_step_seconds, seam_id)
    SELECT "hostId", "bootId", "logonId", "linkedLogonId", "sessionId", "accountId", "associateId",
      "logonType", address, to_timestamp("startedAt" / 1000), to_timestamp("startedBefore" / 1000), "startRecord",
      "endKind", to_timestamp("endAt" / 1000), to_timestamp("endNotBefore" / 1000),
      to_timestamp("endNotAfter" / 1000), "endConfidence", "endBecause", "endRecords", segments, "clockStepSeconds", "seamId"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row("hostId" int, "bootId" int, "logonId" text, "linkedLogonId" text,
      "sessionId" text, "accountId" int, "associateId" int, "logonType" smallint, address text,
      "startedAt" float8, "startedBefore" float8, "startRecord" bigint, "endKind" text, "endAt" float8,
      "endNotBefore" float8, "endNotAfter" float8, "endConfidence" text, "endBecause" text, "endRecords" jsonb,
      segments jsonb, "clockStepSeconds" float8, "seamId" int)
    ON CONFLICT (host_id, boot_id, logon_id) DO UPDATE SET
      linked_logon_id = EXCLUDED.linked_logon_id, session_id = EXCLUDED.session_id,
      account_id = EXCLUDED.account_id, associate_id = EXCLUDED.associate_id, logon_type = EXCLUDED.logon_type,
      address = EXCLUDED.address, started_at = EXCLUDED.started_at, started_before = EXCLUDED.started_before,
      start_record = EXCLUDED.start_record, end_kind = EXCLUDED.end_kind, end_at = EXCLUDED.end_at,
      end_not_before = EXCLUDED.end_not_before, end_not_after = EXCLUDED.end_not_after,
      end_confidence = EXCLUDED.end_confidence, end_because = EXCLUDED.end_because,
      end_records = EXCLUDED.end_records, segments = EXCLUDED.segments,
      clock_step_seconds = EXCLUDED.clock_step_seconds, seam_id = EXCLUDED.seam_id`;
}

interface StoredSessions {
  /** As JSON, by LogonId. */
  readonly open: Map<string, string>;
  /** Those of the wanted ones that are settled already. */
  readonly settled: Set<string>;
}

const COLUMNS =
  Prisma.raw(`logon_id AS "logonId", linked_logon_id AS "linkedLogonId", session_id AS "sessionId",
      account_id AS "accountId", associate_id AS "associateId", logon_type AS "logonType", address,
      extract(epoch FROM started_at)::float8 * 1000 AS "startedAt",
      extract(epoch FROM started_before)::float8 * 1000 AS "startedBefore", start_record::float8 AS "startRecord",
      end_kind AS "endKind", extract(epoch FROM end_at)::float8 * 1000 AS "endAt",
      extract(epoch FROM end_not_before)::float8 * 1000 AS "endNotBefore",
      extract(epoch FROM end_not_after)::float8 * 1000 AS "endNotAfter", end_confidence AS "endConfidence",
      end_because AS "endBecause", end_records AS "endRecords", segments, clock_step_seconds AS "clockStepSeconds",
      seam_id AS "seamId"`);

/** By the boot. */
async function listStored(tx: Tx, boots: readonly SessionsOfBoot[]): Promise<Map<number, StoredSessions>> {
  const asked = boots.map(({ hostId, bootId, rows }) => ({
    hostId,
    bootId,
    ids: rows.map((row) => row.logonId),
  }));
  const json = JSON.stringify(asked);
  // Each by its own index: with an OR between them, every session of the boot would be read.
  const rows = await tx.$queryRaw<(SessionRow & { bootId: number })[]>`
    SELECT boot_id AS "bootId", ${COLUMNS}
    FROM json_to_recordset(${json}::json) AS asked("hostId" int, "bootId" int)
    CROSS JOIN LATERAL (
      SELECT * FROM session WHERE host_id = "hostId" AND boot_id = "bootId" AND seam_id IS NULL OFFSET 0
    ) AS found
    UNION ALL
    SELECT boot_id, ${COLUMNS}
    FROM json_to_recordset(${json}::json) AS asked("hostId" int, "bootId" int, ids json)
    CROSS JOIN json_array_elements_text(ids) AS wanted(id)
    CROSS JOIN LATERAL (
      SELECT * FROM session
      WHERE host_id = "hostId" AND boot_id = "bootId" AND logon_id = wanted.id AND seam_id IS NOT NULL OFFSET 0
    ) AS found`;
  const stored = new Map<number, StoredSessions>();
  for (const { bootId, ...row } of rows) {
    const known = stored.get(bootId) ?? { open: new Map(), settled: new Set() };
    stored.set(bootId, known);
    if (row.seamId === null) known.open.set(row.logonId, JSON.stringify(inOrder(row)));
    else known.settled.add(row.logonId);
  }
  return stored;
}

/** One order of keys and one precision, so that two rows are equal when their JSON is. */
function inOrder(row: SessionRow): SessionRow {
  return {
    logonId: row.logonId,
    linkedLogonId: row.linkedLogonId,
    sessionId: row.sessionId,
    accountId: row.accountId,
    associateId: row.associateId,
    logonType: row.logonType,
    address: row.address,
    startedAt: toMicroseconds(row.startedAt),
    startedBefore: toMicroseconds(row.startedBefore),
    startRecord: row.startRecord,
    endKind: row.endKind,
    endAt: toMicroseconds(row.endAt),
    endNotBefore: toMicroseconds(row.endNotBefore),
    endNotAfter: toMicroseconds(row.endNotAfter),
    endConfidence: row.endConfidence,
    endBecause: row.endBecause,
    endRecords: sortKeys(row.endRecords),
    segments: sortKeys(row.segments),
    clockStepSeconds: row.clockStepSeconds,
    seamId: row.seamId,
  };
}

function toMicroseconds(at: number | null): number | null {
  return at === null ? null : Math.round(at * 1000) / 1000;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}
