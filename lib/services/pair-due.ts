import { LOCK, withLock } from "@/lib/storage/advisory-locks";
import { listBoots } from "@/lib/storage/boots";
import type { Database, Tx } from "@/lib/storage/database";
import { lockHost } from "@/lib/storage/lock-host";
import { notify } from "@/lib/storage/notifications";
import { countPairDue, listDueHosts, takePairDue } from "@/lib/storage/pair-due";
import { withRetry } from "@/lib/storage/with-retry";
import { isCut, UNCUT } from "./cut-keys";
import { pairBoots } from "./pair-boots";
import type { PairingLimits } from "./pair-stored-boot";
import { pairTogether } from "./pair-together";
import { proveTargets } from "./prove-targets";
import { recutBoots } from "./recut-boots";

export interface PairingRound {
  /** Of these hosts alone; without it, of all, as long as nobody else does that. */
  readonly hostIds?: readonly number[];
  readonly now: () => Date;
  readonly signal?: AbortSignal;
  readonly limits?: PairingLimits;
  /** Waited for before each transaction. */
  readonly before?: () => Promise<void>;
  /** A host that cannot be paired stays due, and holds up no other. */
  readonly onFailure?: (hostId: number, error: unknown) => void;
}

export interface PairedDue {
  readonly boots: number;
  /** Boots that are still due. */
  readonly left: number;
}

const HOSTS_AT_ONCE = 100;
/** So many hosts are held, and what is to be paired of them, in one transaction. */
const HOSTS_TOGETHER = 25;
/** So many boots are paired in one transaction: others of the host's reports wait for it. */
const BOOTS_AT_ONCE = 64;
const PATIENCE_MS = 300_000;

/** Pairs what `ingestLogged` and `removeImported` have left due, each host in transactions of its own. */
export async function pairDue(db: Database, round: PairingRound): Promise<PairedDue> {
  const hostIds = round.hostIds ?? null;
  if ((await countPairDue(db, hostIds)) === 0) return { boots: 0, left: 0 };
  const boots = hostIds
    ? await pairHosts(db, round)
    : ((await withLock(db, LOCK.pairing, () => pairHosts(db, round)))?.value ?? 0);
  return { boots, left: await countPairDue(db, hostIds) };
}

async function pairHosts(db: Database, round: PairingRound): Promise<number> {
  const { hostIds = null, signal, onFailure } = round;
  const failed = new Set<number>();
  let boots = 0;
  for (;;) {
    const due = await listDueHosts(db, hostIds, HOSTS_AT_ONCE + failed.size);
    const hosts = due.filter((hostId) => !failed.has(hostId));
    if (hosts.length === 0) return boots;
    const done = await pairManyTogether(db, hosts, round);
    boots += done.size;
    for (const hostId of hosts.filter((id) => !done.has(id))) {
      await round.before?.();
      if (signal?.aborted) return boots;
      try {
        boots += await withRetry(db, (tx) => pairHost(tx, hostId, round), PATIENCE_MS);
      } catch (error) {
        if (!onFailure) throw error;
        failed.add(hostId);
        onFailure(hostId, error);
      }
    }
  }
}

/** Answers the hosts that need no more. Where one fails, nothing was done for its company either: each is tried alone. */
async function pairManyTogether(
  db: Database,
  hostIds: readonly number[],
  round: PairingRound,
): Promise<Set<number>> {
  const done = new Set<number>();
  if (round.limits) return done;
  for (let i = 0; i + 1 < hostIds.length; i += HOSTS_TOGETHER) {
    await round.before?.();
    if (round.signal?.aborted) return done;
    const some = hostIds.slice(i, i + HOSTS_TOGETHER);
    const paired = await withRetry(db, (tx) => pairTogether(tx, some, round.now()), PATIENCE_MS).catch(
      () => [],
    );
    for (const hostId of paired) done.add(hostId);
  }
  return done;
}

async function pairHost(tx: Tx, hostId: number, round: PairingRound): Promise<number> {
  const now = round.now();
  const host = await lockHost(tx, hostId);
  const due = new Set(await takePairDue(tx, hostId, BOOTS_AT_ONCE));
  if (due.size === 0) return 0;
  const boots = await listBoots(tx, hostId);
  const isNamed = boots.some(({ id, key }) => due.has(id) && !isCut(key));
  const mustCut =
    boots.some(({ id, key }) => due.has(id) && key === UNCUT) || (isNamed && boots.some(isCutBoot));
  if (mustCut) for (const id of await recutBoots(tx, hostId)) due.add(id);
  const bootIds = await pairBoots(tx, {
    hostId,
    gained: [],
    recut: due,
    now,
    ...(round.limits ? { limits: round.limits } : {}),
  });
  const { clockSkewMs } = host;
  const orderIds = await proveTargets(tx, { hostId, clockSkewMs, bootIds, now });
  if (orderIds.length > 0) await notify(tx, { kind: "orders", orderIds, hostIds: [hostId] });
  return due.size;
}

function isCutBoot({ key }: { readonly key: string }): boolean {
  return isCut(key);
}
