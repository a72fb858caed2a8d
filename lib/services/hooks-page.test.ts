import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type HooksFolder, makeHooksFolder } from "@/lib/hooks/testing/hooks-folder";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { askDryRun } from "./ask-dry-run";
import { AssociateAgent } from "./associate-agent";
import { carryOutDryRuns } from "./carry-out-dry-runs";
import type { Context } from "./context";
import { Scripting } from "./hook-call";
import { readHooks } from "./read-hooks";
import { setHookSettings } from "./set-hook-settings";
import { switchHookScript } from "./switch-hook-script";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

vi.setConfig({ testTimeout: 120_000 });

let db: TestDatabase;
let hooks: HooksFolder;
let scripting: Scripting;
let admin: Context;
let operator: Context;
let orderId: number;
let associateIds: number[];
beforeAll(async () => {
  db = await makeTestDatabase();
  hooks = makeHooksFolder();
  scripting = new Scripting(db, hooks.host);
  const fleet = await makeFleet(db, 1, 2);
  admin = contextOf(db, operatorActor(fleet.operatorId, "administrator"));
  operator = contextOf(db, operatorActor(fleet.operatorId));
  hooks.write(
    "10-tell.js",
    `export async function AfterLogOffWindowsUsersAsync(ids, token, returnValue, state) {
    await fetch("http://127.0.0.1:9/", { method: "POST", body: String(ids) }); state.value = { told: ids.length };
    console.log("told"); }`,
  );
  const live = await db.prisma.liveSession.findMany({ orderBy: { id: "asc" } });
  associateIds = live.map((session) => session.associateId ?? 0);
  const answer = await new AssociateAgent(operator, { scripting }).logOffWindowsUsersAsync(
    associateIds,
    new AbortController().signal,
  );
  orderId = answer.orderId ?? 0;
});
afterAll(async () => {
  await scripting.close();
  await hooks.remove();
  await db.drop();
});

const trail = (name: string) => db.prisma.trail.count({ where: { name } });

test("the page has the scripts, their runs, and how they ended", async () => {
  const { scripts, selected, runs, counts } = await readHooks(operator, {});
  expect(scripts).toMatchObject([{ name: "10-tell.js", events: ["after"], isEnabled: true, fault: "" }]);
  expect(selected?.source).toContain("console.log");
  // Nobody listens on that port.
  expect(runs).toMatchObject([{ script: "10-tell.js", state: "threw", orderId, isDry: false }]);
  expect(counts).toEqual({ runs: 1, errors: 1 });
  expect((await readHooks(operator, { s: "nothing", show: "nonsense", before: "x", r: "-1" })).show).toBe(
    "all",
  );
});

test("a script is switched off and on again, on the trail; a second press changes nothing", async () => {
  await switchHookScript(admin, { script: "10-tell.js", isEnabled: false });
  expect(await scripting.scripts.runnable("after", new Date())).toEqual([]);
  await expect(switchHookScript(admin, { script: "10-tell.js", isEnabled: false })).rejects.toMatchObject({
    code: "conflict",
  });
  const both = await Promise.allSettled([
    switchHookScript(admin, { script: "10-tell.js", isEnabled: true }),
    switchHookScript(admin, { script: "10-tell.js", isEnabled: true }),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await scripting.scripts.runnable("after", new Date())).toHaveLength(1);
  expect([await trail("hook.switch_off"), await trail("hook.switch_on")]).toEqual([1, 1]);
});

test("only an administrator switches, sets and tries; what is not there is told", async () => {
  const script = "10-tell.js";
  await expect(switchHookScript(operator, { script, isEnabled: false })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(setHookSettings(operator, { allowsVeto: true })).rejects.toMatchObject({ code: "forbidden" });
  await expect(askDryRun(operator, { script, event: "after", orderId })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(switchHookScript(admin, { script: "no.js", isEnabled: true })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(askDryRun(admin, { script, event: "before", orderId })).rejects.toMatchObject({
    field: "script",
  });
  await expect(askDryRun(admin, { script, event: "after", orderId: 999_999 })).rejects.toMatchObject({
    field: "orderId",
  });
  expect(await trail("hook.settings")).toBe(0);
});

test("a dry run is asked for once, and tells what would have been sent and left", async () => {
  const asked = { script: "10-tell.js", event: "after", orderId };
  const both = await Promise.allSettled([askDryRun(admin, asked), askDryRun(admin, asked)]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await carryOutDryRuns(db, scripting)).toBe(1);
  const { dryRun, counts } = await readHooks(admin, { s: "10-tell.js" });
  expect(dryRun).toMatchObject({ state: "ok", output: "told\n", isDry: true, orderId });
  expect(dryRun?.detail).toMatchObject({
    associateIds,
    wouldSend: [{ to: "POST http://127.0.0.1:9/", body: associateIds.join(",") }],
    isOutcomeChanged: false,
    eventState: JSON.stringify({ told: 2 }, null, 1),
  });
  // It is no run, and no order came of it.
  expect(counts.runs).toBe(1);
  expect(await db.prisma.logoffOrder.count()).toBe(1);
  expect(await trail("hook.dry_run")).toBe(1);
});
