import type { Database, Tx } from "./database";

/**
 * What is done by one at a time, whoever asks and from whichever process. All numbers stand here, so that two matters
 * never share one by accident.
 */
export const LOCK = {
  /** Links of the trail are forged one after another. */
  trail: 7_226_001n,
  /** So that two orders never mean the same session. */
  order: 7_226_002n,
  sweep: 7_226_003n,
  checkpoint: 7_226_004n,
  /** Those who set up at the same moment. */
  setUp: 7_226_005n,
  /** Commits and undos are decided one after another: the one must see what the other decided. */
  importTurns: 7_226_011n,
  importWorker: 7_226_012n,
  /** Who may sign in and as what, so that an administrator always stays. */
  operators: 7_226_021n,
  /** So that they can be counted and their names compared. */
  messageTemplates: 7_226_022n,
  alertWatch: 7_226_031n,
  policies: 7_226_032n,
  superOffice: 7_226_033n,
  pairing: 7_226_041n,
  /** A name is no key of a host: two batches that bring one name at once must not make it twice. */
  logHosts: 7_226_042n,
  logDays: 7_226_043n,
} as const;

export type Lock = (typeof LOCK)[keyof typeof LOCK];

/** Held until the caller's transaction ends. */
export async function waitForTurn(tx: Tx, lock: Lock): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${lock})`;
}

/** As waitForTurn, and false where somebody else holds it now. */
export async function tryTurn(tx: Tx, lock: Lock): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ held: boolean }[]>`SELECT pg_try_advisory_xact_lock(${lock}) AS held`;
  return row?.held === true;
}

/** For work of many transactions; null where somebody else does it now. The lock ends with its connection, however that ends. */
export async function withLock<T>(
  { pool }: Database,
  lock: Lock,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | null> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [lock]);
    if (!rows[0]?.held) {
      isBroken = false;
      return null;
    }
    try {
      return { value: await work() };
    } finally {
      // A connection that could not let go is closed: the lock must not live on in the pool.
      isBroken = await client.query("SELECT pg_advisory_unlock($1)", [lock]).then(
        () => false,
        () => true,
      );
    }
  } finally {
    client.release(isBroken);
  }
}
