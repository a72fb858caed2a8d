import "server-only";
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { database } from "@/lib/storage/database";
import { nextImportStep } from "@/lib/storage/import-steps";
import { sweepImports } from "./sweep-imports";

/** A log of any length is read, paired and written within this; the young generation is as large as takes the least time in it. */
const MEMORY = ["--max-old-space-size=128", "--max-semi-space-size=8"];
/** For glibc: one arena, and what is freed goes back to the system rather than into larger and larger reserves. */
const MALLOC = { MALLOC_ARENA_MAX: "1", MALLOC_TRIM_THRESHOLD_: "131072" };
const LOOK_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 30 * 60_000;
const AGAIN_MS = 1_000;

interface Keeper {
  child: ChildProcess | null;
  isWanted: boolean;
  timer: NodeJS.Timeout | null;
}

// One per process, however many bundles hold this module.
const KEY = Symbol.for("curfew.import-worker");
const kept = globalThis as typeof globalThis & { [KEY]?: Keeper };

function keeper(): Keeper {
  kept[KEY] ??= { child: null, isWanted: false, timer: null };
  return kept[KEY];
}

/** Reads and writes imports in a process of its own: a log that breaks it breaks no page, and its memory is its own. */
export function wakeImportWorker(): void {
  const state = keeper();
  state.isWanted = true;
  if (state.child) return;
  state.isWanted = false;
  const program = path.join(process.cwd(), "dist", "curfew.mjs");
  const child = spawn(
    process.execPath,
    [...MEMORY, program, "import", "--work"],
    // Its end of the pipe closes with this process, and it stops.
    { stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, ...MALLOC } },
  );
  state.child = child;
  child.stdin?.on("error", () => {});
  const again = () => {
    if (state.child !== child) return;
    state.child = null;
    if (state.isWanted) setTimeout(wakeImportWorker, AGAIN_MS).unref();
  };
  child.on("error", again);
  child.on("exit", again);
}

/** Takes up what a killed server left, and what came in while the worker was on its way out. */
export function keepImportWorker(): void {
  const state = keeper();
  if (state.timer) return;
  let sweptAt = 0;
  const look = async () => {
    try {
      if (Date.now() - sweptAt > SWEEP_EVERY_MS) {
        sweptAt = Date.now();
        await sweepImports(database(), new Date());
      }
      if (!state.child && (await nextImportStep(database()))) wakeImportWorker();
    } catch {
      // The database is away; the next look finds it.
    }
  };
  state.timer = setInterval(look, LOOK_EVERY_MS);
  state.timer.unref();
  void look();
}
