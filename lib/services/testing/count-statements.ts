import { vi } from "vitest";
import type { Database } from "@/lib/storage/database";

/** Every statement that reaches the server while `work` runs. */
export async function countStatements(db: Database, work: () => Promise<unknown>): Promise<number> {
  const client = await db.pool.connect();
  const query = vi.spyOn(Object.getPrototypeOf(client), "query");
  client.release();
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}
