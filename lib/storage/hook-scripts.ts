import type { HookEvent } from "@/lib/domain/hook-event";
import type { Database, Tx } from "./database";

export interface HookScriptFacts {
  readonly name: string;
  readonly sha256: string;
  readonly source: string;
  readonly events: readonly HookEvent[];
  readonly fault: string;
  readonly changedAt: Date;
}

/** What the folder holds now. Whether a script is switched on, and its strikes, stay as they were. */
export async function writeHookScripts(
  db: Database,
  scripts: readonly HookScriptFacts[],
  now: Date,
): Promise<void> {
  await db.prisma.$transaction(async (tx) => {
    for (const { name, events, ...facts } of scripts) {
      const data = { ...facts, events: [...events], removedAt: null };
      await tx.hookScript.upsert({ where: { name }, create: { name, ...data }, update: data });
    }
    await tx.hookScript.updateMany({
      where: { name: { notIn: scripts.map(({ name }) => name) }, removedAt: null },
      data: { removedAt: now },
    });
  });
}

/** Names of the scripts that may run. */
export async function listRunnableHooks(db: Database): Promise<ReadonlySet<string>> {
  const found = await db.prisma.hookScript.findMany({
    where: { isEnabled: true, stoppedAt: null, removedAt: null },
    select: { name: true },
  });
  return new Set(found.map(({ name }) => name));
}

/** One more strike in a row, or none any more; true when this one stopped the script. */
export async function countStrike(
  tx: Tx,
  name: string,
  strike: { readonly isStrike: boolean; readonly most: number; readonly why: string; readonly now: Date },
): Promise<boolean> {
  if (!strike.isStrike) {
    await tx.hookScript.updateMany({ where: { name, strikes: { gt: 0 } }, data: { strikes: 0 } });
    return false;
  }
  await tx.hookScript.updateMany({ where: { name }, data: { strikes: { increment: 1 } } });
  const { count } = await tx.hookScript.updateMany({
    where: { name, strikes: { gte: strike.most }, stoppedAt: null },
    data: { stoppedAt: strike.now, stoppedWhy: strike.why },
  });
  return count === 1;
}

export interface ListedScript extends HookScriptFacts {
  readonly isEnabled: boolean;
  readonly strikes: number;
  readonly stoppedAt: Date | null;
  readonly stoppedWhy: string;
}

/** What lies in the folder, in the order in which it runs. */
export async function listHookScripts(db: Database): Promise<ListedScript[]> {
  const found = await db.prisma.hookScript.findMany({
    where: { removedAt: null },
    omit: { removedAt: true },
    orderBy: { name: "asc" },
  });
  // Safe: only `writeHookScripts` writes this column, from the same union.
  return found.map((script) => ({ ...script, events: script.events as HookEvent[] }));
}

/** Switches a script; true when that changed anything. Switching on forgets the strikes and starts a stopped one again. */
export async function switchHookScript(tx: Tx, name: string, isEnabled: boolean): Promise<boolean> {
  const stands = isEnabled
    ? { OR: [{ isEnabled: false }, { stoppedAt: { not: null } }] }
    : { isEnabled: true };
  const { count } = await tx.hookScript.updateMany({
    where: { name, removedAt: null, ...stands },
    data: isEnabled ? { isEnabled, strikes: 0, stoppedAt: null, stoppedWhy: "" } : { isEnabled },
  });
  return count === 1;
}
