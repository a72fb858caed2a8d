import type { Tx } from "./database";

/** Any constant: who may sign in and as what is changed one after another, so that an administrator always stays. */
const OPERATORS_LOCK = 7_226_021n;

/** One at a time for what is counted per operator. */
export async function lockOperator(tx: Tx, operatorId: number): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM operator WHERE id = ${operatorId}::int FOR UPDATE`;
}

/** Held until the caller's transaction ends. */
export async function lockOperators(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${OPERATORS_LOCK})`;
}
