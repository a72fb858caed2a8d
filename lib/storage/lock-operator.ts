import type { Tx } from "./database";

/** One at a time for what is counted per operator. */
export async function lockOperator(tx: Tx, operatorId: number): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM operator WHERE id = ${operatorId}::int FOR UPDATE`;
}
