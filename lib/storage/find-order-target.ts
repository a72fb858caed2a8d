import { LOGS } from "@/lib/domain/audit-event";
import type { RecordRef } from "@/lib/domain/ending";
import type { TargetState } from "@/lib/domain/target-state";
import type { Database } from "./database";
import { unpackRaw } from "./unpack-raw";

export interface TargetStepRead {
  readonly state: TargetState;
  readonly at: Date;
  readonly source: string;
  readonly detail: string;
}

export interface TargetDetail {
  readonly id: string;
  readonly commandId: string;
  readonly fence: {
    readonly machineId: string;
    readonly bootId: string;
    readonly sessionId: string;
    readonly logonId: string | null;
    readonly loggedOnAt: Date;
    readonly accountKey: string;
  };
  readonly steps: readonly TargetStepRead[];
  /** The audited record as it came, where the target is proved and the record is still kept. */
  readonly record: { readonly ref: RecordRef; readonly fields: unknown; readonly raw: unknown } | null;
}

export async function findOrderTarget(
  db: Database,
  orderId: number,
  targetId: string,
): Promise<TargetDetail | null> {
  const target = await db.prisma.logoffTarget.findFirst({
    where: { id: BigInt(targetId), orderId },
    include: { steps: { orderBy: { id: "asc" } } },
  });
  if (!target) return null;
  const ref = target.evidence as unknown as RecordRef | null;
  return {
    id: targetId,
    commandId: target.commandId,
    fence: {
      machineId: target.machineId,
      bootId: target.bootKey,
      sessionId: target.sessionId,
      logonId: target.logonId,
      loggedOnAt: target.loggedOnAt,
      accountKey: target.accountKey,
    },
    steps: target.steps.map(({ state, at, source, detail }) => ({
      state: state as TargetState,
      at,
      source,
      detail,
    })),
    record: ref && (await findRecord(db, target.hostId, ref)),
  };
}

async function findRecord(db: Database, hostId: number, ref: RecordRef) {
  // The window is what lets the database leave out all partitions but one or two.
  const { rows } = await db.pool.query<{ fields: unknown; raw: unknown }>(
    `SELECT fields, raw_of(raw, raw_block, raw_line) AS raw FROM audit_event
     WHERE host_id = $1 AND log = $2 AND record_id = $3 AND at BETWEEN $4 AND $5 LIMIT 1`,
    [hostId, LOGS[ref.log], ref.recordId, new Date(ref.at - 1000), new Date(ref.at + 1000)],
  );
  const found = rows[0] ?? null;
  if (!found) return null;
  const [raw = null] = await unpackRaw(db, [found.raw]);
  return { ref, fields: found.fields, raw };
}
