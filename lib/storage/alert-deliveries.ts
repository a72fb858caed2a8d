import type { AlertFacts, ChannelKind } from "@/lib/domain/alert";
import { toAlertFacts } from "./alert-facts";
import type { Database, Tx } from "./database";

/** Longer than any attempt takes: whoever leased it has died by then. */
const LEASE_MS = 60_000;

/** Writes down what happened, for every channel that wants to know. */
export async function insertAlert(tx: Tx, facts: AlertFacts, now: Date): Promise<void> {
  const channels = await tx.alertChannel.findMany({
    where: { removedAt: null, switchedOffAt: null, events: { has: facts.kind } },
    select: { id: true },
  });
  if (channels.length === 0) return;
  await insertAlertFor(
    tx,
    facts,
    channels.map(({ id }) => id),
    now,
  );
}

export async function insertAlertFor(
  tx: Tx,
  facts: AlertFacts,
  channelIds: readonly number[],
  now: Date,
): Promise<bigint> {
  const { id } = await tx.alert.create({
    data: {
      kind: facts.kind,
      at: now,
      facts: JSON.parse(JSON.stringify(facts)),
      deliveries: { create: channelIds.map((channelId) => ({ channelId, dueAt: now })) },
    },
    select: { id: true },
  });
  return id;
}

export interface LeasedDelivery {
  readonly id: bigint;
  readonly alertId: bigint;
  readonly attempts: number;
  readonly at: Date;
  readonly facts: AlertFacts;
  readonly channelId: number;
  readonly kind: ChannelKind;
  readonly address: string;
}

/** Takes what is due for this process alone. A channel that is off or gone keeps what waits. */
export async function leaseDeliveries(db: Database, now: Date, most: number): Promise<LeasedDelivery[]> {
  const { rows } = await db.pool.query<Omit<LeasedDelivery, "facts"> & { about: string; facts: unknown }>(
    `UPDATE alert_delivery d SET leased_until = $1::timestamptz + $3 * interval '1 millisecond'
     FROM alert a, alert_channel c
     WHERE a.id = d.alert_id AND c.id = d.channel_id AND d.id IN (
       SELECT w.id FROM alert_delivery w JOIN alert_channel wc ON wc.id = w.channel_id
       WHERE w.state = 'waiting' AND w.due_at <= $1 AND (w.leased_until IS NULL OR w.leased_until < $1)
         AND wc.removed_at IS NULL AND wc.switched_off_at IS NULL
       ORDER BY w.due_at LIMIT $2 FOR UPDATE OF w SKIP LOCKED)
     RETURNING d.id, d.alert_id AS "alertId", d.attempts, a.at, a.kind AS about, a.facts, c.id AS "channelId", c.kind, c.address`,
    [now, most, LEASE_MS],
  );
  return rows.map(({ about, facts, ...row }) => ({
    ...row,
    id: BigInt(row.id),
    alertId: BigInt(row.alertId),
    facts: toAlertFacts(about, facts),
  }));
}

export interface ListedDelivery {
  readonly id: bigint;
  readonly at: Date;
  readonly facts: AlertFacts;
  readonly channel: string;
  readonly state: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly triedAt: Date | null;
  readonly tookMs: number | null;
  readonly answer: string;
}

/** Newest first, from before that one on. */
export async function listDeliveries(
  { prisma }: Database,
  before: bigint | null,
  most: number,
): Promise<ListedDelivery[]> {
  const rows = await prisma.alertDelivery.findMany({
    where: before === null ? {} : { id: { lt: before } },
    orderBy: { id: "desc" },
    take: most,
    include: {
      alert: { select: { at: true, kind: true, facts: true } },
      channel: { select: { name: true } },
    },
  });
  return rows.map(({ alert, channel, alertId: _, channelId: __, leasedUntil: ___, ...row }) => ({
    ...row,
    at: alert.at,
    facts: toAlertFacts(alert.kind, alert.facts),
    channel: channel.name,
  }));
}
