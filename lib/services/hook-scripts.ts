import "server-only";
import { HOOK_STRIKES, type HookEnd, type HookEvent, isStrike } from "@/lib/domain/hook-event";
import type { HookHost } from "@/lib/hooks/hook-host";
import type { ScriptFile } from "@/lib/hooks/script-files";
import type { Database, Tx } from "@/lib/storage/database";
import {
  countStrike,
  type HookScriptFacts,
  listRunnableHooks,
  writeHookScripts,
} from "@/lib/storage/hook-scripts";
import { notify } from "@/lib/storage/notifications";

export interface RunnableScript {
  readonly name: string;
  readonly code: string;
  readonly events: readonly HookEvent[];
}

interface Known {
  readonly file: ScriptFile;
  readonly facts: HookScriptFacts;
}

/** The scripts of this gateway's folder, and what the database knows of them. */
export class HookScripts {
  readonly #db: Database;
  readonly #host: HookHost;
  #known = new Map<string, Known>();
  #looking: Promise<void> | null = null;
  #hasWritten = false;

  constructor(db: Database, host: HookHost) {
    this.#db = db;
    this.#host = host;
  }

  /** Looks at the folder, loads what has changed, and writes that down. Whoever comes meanwhile waits for the same look. */
  refresh(now: Date): Promise<void> {
    this.#looking ??= this.#look(now).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** In the order in which they run. */
  async runnable(event: HookEvent, now: Date): Promise<RunnableScript[]> {
    await this.refresh(now);
    const all = [...this.#known.values()].filter(({ facts }) => facts.events.includes(event));
    if (all.length === 0) return [];
    const switchedOn = await listRunnableHooks(this.#db);
    return all.flatMap(({ file, facts }) =>
      file.code !== null && switchedOn.has(file.name)
        ? [{ name: file.name, code: file.code, events: facts.events }]
        : [],
    );
  }

  find(name: string): RunnableScript | null {
    const known = this.#known.get(name);
    if (!known?.file.code) return null;
    return { name, code: known.file.code, events: known.facts.events };
  }

  async #look(now: Date): Promise<void> {
    const files = await this.#host.scripts();
    const fresh = new Map<string, Known>();
    let hasChanged = files.length !== this.#known.size || !this.#hasWritten;
    for (const file of files) {
      const known = this.#known.get(file.name);
      const still = known && known.file.sha256 === file.sha256 && known.file.source === file.source;
      hasChanged ||= !still;
      fresh.set(file.name, still ? known : { file, facts: await this.#load(file) });
    }
    if (!hasChanged) return;
    const facts = [...fresh.values()].map((known) => known.facts);
    await writeHookScripts(this.#db, facts, now);
    await this.#db.prisma.$transaction((tx) => notify(tx, { kind: "hooks" }));
    this.#known = fresh;
    this.#hasWritten = true;
  }

  async #load({ name, sha256, source, changedAt, code, fault }: ScriptFile): Promise<HookScriptFacts> {
    const facts = { name, sha256, source, changedAt };
    if (code === null) return { ...facts, events: [], fault };
    const { report, error } = await this.#host.load({ file: `hooks/${name}`, code });
    if (report?.kind !== "ok") return { ...facts, events: [], fault: error.replaceAll("\0", "\u2400") };
    const isIdle = report.events.length === 0;
    return { ...facts, events: report.events, fault: isIdle ? "It exports none of the three events." : "" };
  }
}

/** The breaker: five limits in a row, and the script stands still until somebody starts it again. */
export async function judgeScript(
  tx: Tx,
  name: string,
  end: HookEnd,
  why: string,
  now: Date,
): Promise<boolean> {
  // What was ended with its call says nothing about the script.
  if (end === "stopped") return false;
  return countStrike(tx, name, { isStrike: isStrike(end), most: HOOK_STRIKES, why, now });
}
