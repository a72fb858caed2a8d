import { z } from "zod";
import {
  countHookRuns,
  findLastDryRun,
  type HookRunFacts,
  listHookRuns,
  readHookPaces,
} from "@/lib/storage/hook-runs";
import { type ListedScript, listHookScripts } from "@/lib/storage/hook-scripts";
import { listOrders } from "@/lib/storage/list-orders";
import type { Context } from "./context";
import { type HookSettings, readHookSettings } from "./hook-settings";
import { parseInput } from "./parse-input";
import { queryBigId, queryChoice, queryText } from "./query-text";
import { requirePermission } from "./require-permission";

const PAGE = 50;
const PAST_ORDERS = 30;

/** Out of a URL: whatever is not understood is not there. */
const parameters = z.object({
  s: queryText(200),
  show: queryChoice(["errors", "script"]),
  before: queryBigId,
  r: queryBigId,
});

export interface HookOverview extends Omit<ListedScript, "source"> {
  /** The slowest but five in a hundred; null before its first run. */
  readonly p95Ms: number | null;
}

export interface HooksRead {
  readonly scripts: readonly HookOverview[];
  /** The script that is open: the one asked for, else the first. */
  readonly selected: ListedScript | null;
  readonly dryRun: HookRunFacts | null;
  readonly pastOrders: readonly { readonly id: number; readonly createdAt: Date; readonly targets: number }[];
  readonly show: "all" | "errors" | "script";
  readonly runs: readonly HookRunFacts[];
  /** The run whose output is open. */
  readonly open: string | null;
  readonly counts: { readonly runs: number; readonly errors: number };
  readonly next: string | null;
  readonly settings: HookSettings;
}

export async function readHooks(ctx: Context, input: unknown): Promise<HooksRead> {
  requirePermission(ctx.actor, "hook.read");
  const { s, show, before, r } = parseInput(parameters, input);
  const [scripts, paces, counts, settings, orders] = await Promise.all([
    listHookScripts(ctx.db),
    readHookPaces(ctx.db),
    countHookRuns(ctx.db),
    readHookSettings(ctx.db),
    listOrders(ctx.db, { view: "all", operator: "", text: "", before: null, limit: PAST_ORDERS }),
  ]);
  const selected = scripts.find(({ name }) => name === s) ?? scripts[0] ?? null;
  const filter = {
    script: show === "script" ? (selected?.name ?? "") : null,
    onlyErrors: show === "errors",
    orderId: null,
    before: before === null ? null : BigInt(before),
    limit: PAGE + 1,
  };
  const [found, dryRun] = await Promise.all([
    listHookRuns(ctx.db, filter),
    selected ? findLastDryRun(ctx.db, selected.name) : null,
  ]);
  const runs = found.slice(0, PAGE);
  return {
    scripts: scripts.map(({ source: _, ...script }) => ({
      ...script,
      p95Ms: paces.get(script.name) ?? null,
    })),
    ...{ selected, dryRun, counts, settings, runs, open: r, show: show ?? "all" },
    pastOrders: orders.map(({ id, createdAt, states }) => ({
      id,
      createdAt,
      targets: sum(Object.values(states)),
    })),
    next: found.length > PAGE ? (runs.at(-1)?.id ?? null) : null,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all + n, 0);
}
