import type { Database } from "./database";

const POLICY_LOCK = 7_226_032;

/** One keeper at a time, however many gateways run. Null: another one keeps them now; else how to let go. */
export async function tryPolicyLock({ pool }: Database): Promise<(() => Promise<void>) | null> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [
      POLICY_LOCK,
    ]);
    if (rows[0]?.held) {
      return async () => {
        await client.query("SELECT pg_advisory_unlock($1)", [POLICY_LOCK]).catch(() => {});
        client.release();
      };
    }
  } catch (error) {
    client.release(true);
    throw error;
  }
  client.release();
  return null;
}
