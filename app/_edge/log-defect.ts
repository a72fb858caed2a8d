import "server-only";
import { randomBytes } from "node:crypto";

/** Writes a defect to the log as one line of JSON; people get only the reference. */
export function logDefect(where: string, error: unknown): string {
  const reference = randomBytes(5).toString("hex");
  const cause =
    error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
  console.error(JSON.stringify({ at: new Date().toISOString(), level: "error", where, reference, ...cause }));
  return reference;
}
