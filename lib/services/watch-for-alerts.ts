import type { AlertFacts } from "@/lib/domain/alert";
import { DomainError } from "@/lib/domain/errors";
import { LOCK, tryTurn } from "@/lib/storage/advisory-locks";
import { insertAlert } from "@/lib/storage/alert-deliveries";
import type { Tx } from "@/lib/storage/database";
import {
  findClonedAgents,
  findHeldBackAgents,
  findMissedOrders,
  findPolicyOrders,
  findSilentHosts,
  setMarks,
} from "@/lib/storage/find-alerts";
import { listGhosts } from "@/lib/storage/list-ghosts";
import { notify } from "@/lib/storage/notifications";
import { withRetry } from "@/lib/storage/with-retry";
import type { Context } from "./context";

/** A host that has said nothing for so long is worth a message to somebody. */
export const SILENT_AFTER_MS = 5 * 60_000;
/** An agent that has no room for so long will not find any by itself. */
const HELD_BACK_AFTER_MS = 60_000;
const DAY_MS = 86_400_000;
const KEEP_MS = 30 * DAY_MS;
const MOST_GHOSTS = 500;

/**
 * Looks for what people want to be told about, and writes down what nobody was told before. `upSince`: before that,
 * hosts had nobody to report to. Answers how many alerts were written.
 */
export async function watchForAlerts(ctx: Context, upSince: Date): Promise<number> {
  if (ctx.actor.kind !== "system") throw new DomainError("forbidden", "Only Curfew itself watches.");
  const { now, db } = ctx;
  const wanted = await readWanted(ctx);
  if (wanted === null) return 0;
  const ghosts = wanted.kinds.has("session.ghost") ? await listGhosts(db, now, MOST_GHOSTS) : [];
  return withRetry(db, async (tx) => {
    if (!(await tryTurn(tx, LOCK.alertWatch))) return 0;
    const since = new Date(Math.max(now.getTime() - DAY_MS, wanted.since.getTime()));
    const found: AlertFacts[] = [];
    if (wanted.kinds.has("order.missed")) {
      for (const order of await findMissedOrders(tx, since, now)) {
        if ((await setMarks(tx, [`order:${order.orderId}`], now)).size > 0) found.push(order);
      }
    }
    if (wanted.kinds.has("policy.acted")) {
      for (const order of await findPolicyOrders(tx, since)) {
        if ((await setMarks(tx, [`policy:${order.orderId}`], now)).size > 0) found.push(order);
      }
    }
    if (wanted.kinds.has("session.ghost")) {
      const key = (ghost: (typeof ghosts)[number]) =>
        `ghost:${ghost.hostId}:${ghost.who}:${ghost.startedAt?.getTime() ?? ghost.sessionId}`;
      const fresh = await setMarks(tx, ghosts.map(key), now);
      const told = ghosts.filter((ghost) => fresh.has(key(ghost)));
      const hosts = new Map(told.map(({ hostId, hostName }) => [hostId, { id: hostId, name: hostName }]));
      if (told.length > 0) {
        found.push({ kind: "session.ghost", hosts: [...hosts.values()], sessions: told.length });
      }
    }
    if (wanted.kinds.has("agent.cloned")) {
      found.push(...(await tellOnce(tx, "agent.cloned", await findClonedAgents(tx, since), now)));
    }
    if (wanted.kinds.has("agent.held_back")) {
      const held = await findHeldBackAgents(tx, new Date(now.getTime() - HELD_BACK_AFTER_MS));
      found.push(...(await tellOnce(tx, "agent.held_back", held, now)));
    }
    const isHeard = now.getTime() - upSince.getTime() > SILENT_AFTER_MS;
    if (wanted.kinds.has("host.silent") && isHeard) found.push(...(await findSilence(tx, now)));
    for (const facts of found) await insertAlert(tx, facts, now);
    if (found.length > 0) await notify(tx, { kind: "alerts" });
    await forgetOld(tx, now);
    return found.length;
  });
}

/** What any channel that is on wants to hear of, and since when; null where there is none. */
async function readWanted({ db }: Context) {
  const channels = await db.prisma.alertChannel.findMany({
    where: { removedAt: null, switchedOffAt: null },
    select: { events: true, createdAt: true },
    orderBy: { createdAt: "asc" },
  });
  const [first] = channels;
  if (!first) return null;
  return { kinds: new Set(channels.flatMap(({ events }) => events)), since: first.createdAt };
}

/** One alert for all hosts of whose trouble nobody was told yet. */
async function tellOnce(
  tx: Tx,
  kind: "agent.cloned" | "agent.held_back",
  troubled: Awaited<ReturnType<typeof findClonedAgents>>,
  now: Date,
): Promise<AlertFacts[]> {
  const marks = troubled.map(({ mark }) => mark);
  const fresh = await setMarks(tx, marks, now);
  const hosts = troubled.filter(({ mark }) => fresh.has(mark)).map(({ id, name }) => ({ id, name }));
  return hosts.length > 0 ? [{ kind, hosts }] : [];
}

/** Hosts that fell silent together are told about together. */
async function findSilence(tx: Tx, now: Date): Promise<AlertFacts[]> {
  const silent = await findSilentHosts(tx, new Date(now.getTime() - SILENT_AFTER_MS));
  const key = (host: (typeof silent)[number]) => `silent:${host.id}:${host.reportedAt.getTime()}`;
  const fresh = await setMarks(tx, silent.map(key), now);
  const told = silent.filter((host) => fresh.has(key(host)));
  if (told.length === 0) return [];
  const since = new Date(Math.max(...told.map((host) => host.reportedAt.getTime()))).toISOString();
  return [{ kind: "host.silent", hosts: told.map(({ id, name }) => ({ id, name })), since }];
}

async function forgetOld(tx: Tx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEEP_MS);
  const open = { deliveries: { none: { state: "waiting" } } };
  await tx.alert.deleteMany({ where: { at: { lt: before }, ...open } });
  // A host that stays silent for longer is not told about again: its mark stays as long as its silence.
  await tx.$executeRaw`DELETE FROM alert_mark m WHERE m.at < ${before}::timestamptz AND NOT EXISTS (
    SELECT FROM host h WHERE m.key = 'silent:' || h.id || ':' || (extract(epoch FROM h.reported_at) * 1000)::bigint)`;
}
