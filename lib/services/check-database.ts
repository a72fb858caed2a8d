import "server-only";
import type { Context } from "./context";

/** Answers within the patience whether the database does. */
export function checkDatabase(db: Context["db"], patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patienceMs);
    const answer = (isThere: boolean) => {
      clearTimeout(timer);
      resolve(isThere);
    };
    db.pool.query("SELECT 1").then(
      () => answer(true),
      () => answer(false),
    );
  });
}
