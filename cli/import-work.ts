import type { Context } from "@/lib/services/context";
import { workOnImports } from "@/lib/services/work-on-imports";
import type { ExitCode } from "./run-command";

/** The process that web starts to read and write imports: ends when nothing is left to do, or when web does. */
export async function runImportWorker(ctx: Context): Promise<ExitCode> {
  const stop = new AbortController();
  process.stdin.on("end", () => stop.abort()).on("error", () => stop.abort());
  process.stdin.resume();
  process.once("SIGTERM", () => stop.abort());
  await workOnImports(ctx.db, {
    now: () => new Date(),
    signal: stop.signal,
    onDefect: (where, error) => {
      const cause =
        error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
      console.error(JSON.stringify({ at: new Date().toISOString(), level: "error", where, ...cause }));
    },
  });
  process.stdin.destroy();
  return 0;
}
