import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type HooksFolder, makeHooksFolder } from "@/lib/hooks/testing/hooks-folder";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { AssociateAgent } from "./associate-agent";
import { Scripting } from "./hook-call";
import { readOrder } from "./read-order";
import { readOrderEvidence } from "./read-order-evidence";
import { setHookSettings } from "./set-hook-settings";
import { contextOf, makeFleet, operatorActor } from "./testing/make-fleet";

/** Every run is a process: a busy machine takes its time. */
vi.setConfig({ testTimeout: 180_000 });
const PATIENTLY = { timeout: 60_000 };

let db: TestDatabase;
let hooks: HooksFolder;
let scripting: Scripting;
const never = new AbortController().signal;

beforeAll(async () => {
  db = await makeTestDatabase();
  hooks = makeHooksFolder();
  scripting = new Scripting(db, hooks.host);
});
afterEach(() => {
  rmSync(hooks.folder, { recursive: true });
  hooks.write("nothing.txt", "");
});
afterAll(async () => {
  await scripting.close();
  await hooks.remove();
  await db.drop();
});

/** A fleet of its own for each test, and whoever asks. */
async function setting(people = 2) {
  const fleet = await makeFleet(db, 1, people);
  const live = await db.prisma.liveSession.findMany({
    where: { hostId: { in: [...fleet.hostIds] } },
    orderBy: { id: "asc" },
  });
  const ids = live.map(({ associateId }) => associateId ?? 0);
  const ctx = contextOf(db, operatorActor(fleet.operatorId));
  const call = (associateIds: unknown = ids, token = never) =>
    new AssociateAgent(ctx, { scripting }).logOffWindowsUsersAsync(associateIds, token);
  return { fleet, ids, ctx, call };
}

const SIGNATURES = {
  Before: "BeforeLogOffWindowsUsersAsync(associateIds, cancellationToken, eventState)",
  After: "AfterLogOffWindowsUsersAsync(associateIds, cancellationToken, returnValue, eventState)",
  AfterAsync: "AfterLogOffWindowsUsersAsyncAsync(associateIds, cancellationToken, returnValue, eventState)",
};
const script = (event: keyof typeof SIGNATURES, body: string) =>
  `export async function ${SIGNATURES[event]} { ${body} }\n`;

const runs = (name: string) =>
  db.prisma.hookRun.findMany({ where: { script: { startsWith: name } }, orderBy: { id: "asc" } });
const orders = () => db.prisma.logoffOrder.count();

test("live sessions become the targets of one order that the trail tells of", async () => {
  const { ids, call } = await setting();
  const answer = await call([...ids, ids[0]]);
  expect(answer.outcomes).toEqual(
    ids.map((associateId) => ({
      associateId,
      outcome: "ordered",
      orderId: answer.orderId,
      targets: 1,
      detail: "",
    })),
  );
  const order = await db.prisma.logoffOrder.findUniqueOrThrow({
    where: { id: answer.orderId ?? 0 },
    include: { targets: true },
  });
  expect(order).toMatchObject({ reason: "LogOffWindowsUsers", requestedThrough: "associate-agent" });
  expect(order.targets.map((target) => target.associateId).sort()).toEqual([...ids].sort());
  expect(
    await db.prisma.trail.count({ where: { subject: `order:${order.id}`, name: "order.request" } }),
  ).toBe(1);
});

test.each([
  ["null", null, "associateIds"],
  ["no array", 5, "associateIds"],
  ["nobody", [], "associateIds"],
  ["text", [1, "7"], "associateIds.1"],
  ["a fraction", [1, 2, 1.5], "associateIds.2"],
  ["zero", [0], "associateIds.0"],
  ["less than nothing", [-7], "associateIds.0"],
  ["more than 32 bits", [2_147_483_648], "associateIds.0"],
  ["an unknown id", [2_000_000_007], "associateIds.0"],
  ["100,000 of them", Array.from({ length: 100_000 }, (_, i) => i + 1), "associateIds"],
])("%s is refused with the field's name, and nothing is done", async (_, associateIds, field) => {
  const { call } = await setting();
  hooks.write("10-never.js", script("Before", "throw new Error('ran');"));
  const before = await orders();
  await expect(call(associateIds)).rejects.toMatchObject({ code: "invalid_input", field });
  expect(await orders()).toBe(before);
  expect(await runs("10-never")).toEqual([]);
});

test("one unknown id among known ones stops the whole call", async () => {
  const { ids, call } = await setting();
  const before = await orders();
  await expect(call([...ids, 2_000_000_008])).rejects.toMatchObject({
    message: "There is no associate 2000000008.",
    field: "associateIds.2",
  });
  expect(await orders()).toBe(before);
});

test("whoever is not logged on, or is left out, has an outcome; a retired one is logged off like any other", async () => {
  const { ids, call } = await setting(3);
  const [retired = 0, gone = 0, guarded = 0] = ids;
  await db.prisma.associate.update({ where: { id: retired }, data: { retiredAt: new Date() } });
  await db.prisma.liveSession.deleteMany({ where: { associateId: gone } });
  await db.prisma.associate.update({ where: { id: guarded }, data: { isProtected: true } });
  const { outcomes } = await call();
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ordered", "not_logged_on", "left_out"]);
  const again = await call([gone]);
  expect(again).toMatchObject({ orderId: null, outcomes: [{ outcome: "not_logged_on" }] });
});

test("an auditor may not, and no script hears of it", async () => {
  const { fleet, ids } = await setting();
  hooks.write("10-hear.js", script("Before", ""));
  const ctx = contextOf(db, operatorActor(fleet.operatorId, "auditor"));
  const agent = new AssociateAgent(ctx, { scripting });
  await expect(agent.logOffWindowsUsersAsync(ids, never)).rejects.toMatchObject({ code: "forbidden" });
  expect(await runs("10-hear")).toEqual([]);
});

test("two calls at once for the same people: each session is in one order", async () => {
  const { ids, call } = await setting();
  const answers = await Promise.all([call(), call()]);
  expect(answers.filter(({ orderId }) => orderId !== null)).toHaveLength(1);
  expect(await db.prisma.logoffTarget.count({ where: { associateId: { in: ids } } })).toBe(2);
});

test("the events fire in order, Before before the order and both Afters after it, with the state passed along", async () => {
  const { call } = await setting();
  const add = (word: string) => `eventState.value = [...(eventState.value ?? []), "${word}"];`;
  hooks.write("order-2.ts", script("Before", add("second")) + script("After", add("after 2")));
  hooks.write("order-1.ts", script("Before", add("first")) + script("After", add("after 1")));
  hooks.write("order-3.ts", script("AfterAsync", "console.log(JSON.stringify(eventState.value));"));
  const { orderId } = await call();
  await expect.poll(async () => (await runs("order-3"))[0]?.state, PATIENTLY).toBe("ok");
  const found = await runs("order-");
  expect(found.map((run) => [run.event, run.script, run.orderId])).toEqual([
    ["before", "order-1.ts", orderId],
    ["before", "order-2.ts", orderId],
    ["after", "order-1.ts", orderId],
    ["after", "order-2.ts", orderId],
    ["after_async", "order-3.ts", orderId],
  ]);
  expect(found[4]?.output).toBe(`${JSON.stringify(["first", "second", "after 1", "after 2"])}\n`);
  expect(new Set(found.map((run) => run.callId)).size).toBe(1);
});

test("the state is null at the start of every call and is kept by none", async () => {
  const { ids, call } = await setting();
  hooks.write("keep.js", script("Before", "console.log(eventState.value); eventState.value = 'kept';"));
  await call([ids[0]]);
  await call([ids[1]]);
  expect((await runs("keep")).map((run) => run.output)).toEqual(["null\n", "null\n"]);
});

test("a Before cannot affect the result: its ids are a frozen copy", async () => {
  const { ids, call } = await setting();
  hooks.write("push.js", script("Before", "associateIds.length = 0;"));
  const { outcomes } = await call();
  expect(outcomes.map((one) => one.associateId)).toEqual(ids);
  expect((await runs("push"))[0]).toMatchObject({ state: "threw" });
});

test("a Before that throws is logged, OnError hears it, and the call goes on", async () => {
  const { call } = await setting();
  const onError = "export function OnError(message) { console.log('heard ' + message); }";
  hooks.write("throw.js", script("Before", "throw new Error('no desk');") + onError);
  hooks.write("throw-not.js", script("Before", ""));
  const { orderId } = await call();
  expect(orderId).not.toBeNull();
  expect((await runs("throw")).map((run) => [run.script, run.state])).toEqual([
    ["throw-not.js", "ok"],
    ["throw.js", "threw"],
  ]);
  expect((await runs("throw.js"))[0]).toMatchObject({
    output: "heard no desk\n",
    did: "Threw; the call went on",
  });
});

const VETO = `import { Veto } from "curfew/hooks";\n${script("Before", "throw new Veto('audit week');")}`;

test("a Veto is nothing but an error while vetoes are off", async () => {
  const { call } = await setting();
  hooks.write("veto-off.js", VETO);
  expect((await call()).orderId).not.toBeNull();
  expect((await runs("veto-off"))[0]).toMatchObject({ state: "vetoed" });
});

test("switched on, a Veto refuses the call before anything is done", async () => {
  const { fleet, call } = await setting();
  hooks.write("veto-on.js", VETO + script("After", ""));
  const admin = contextOf(db, operatorActor(fleet.operatorId, "administrator"));
  await setHookSettings(admin, { allowsVeto: true });
  const before = await orders();
  await expect(call()).rejects.toMatchObject({
    code: "forbidden",
    message: "veto-on.js refused the call: audit week",
  });
  await setHookSettings(admin, { allowsVeto: false });
  expect(await orders()).toBe(before);
  expect((await runs("veto-on")).map((run) => run.event)).toEqual(["before"]);
});

test("the caller waits for an After, which may replace the outcome", async () => {
  const { call } = await setting();
  const replace = `await new Promise((done) => setTimeout(done, 300));
    const outcomes = await returnValue.value;
    returnValue.value = Promise.resolve(outcomes.map((one) => ({ ...one, detail: "licence released" })));`;
  hooks.write("replace.js", script("After", replace));
  const { outcomes } = await call();
  expect(outcomes.map((one) => one.detail)).toEqual(["licence released", "licence released"]);
  expect((await runs("replace"))[0]).toMatchObject({ did: "Replaced the outcome" });
});

test("what an After puts in place of an outcome and is none changes nothing", async () => {
  const { call } = await setting();
  hooks.write("nonsense.js", script("After", "returnValue.value = Promise.resolve('all good');"));
  expect((await call()).outcomes.map((one) => one.outcome)).toEqual(["ordered", "ordered"]);
});

test("an After may fault the call; the caller hears which order was made", async () => {
  const { call } = await setting();
  hooks.write(
    "fault.js",
    script("After", "returnValue.value = Promise.reject(new Error('no licence server'));"),
  );
  hooks.write("fault-later.js", script("AfterAsync", ""));
  const error = await call().catch((thrown) => thrown);
  expect(error).toMatchObject({ code: "conflict", orderId: expect.any(Number) });
  expect(error.message).toMatch(/^fault\.js faulted the call: no licence server\. Order \d+ was made/);
  expect(await runs("fault-later")).toEqual([]);
});

test("nobody waits for an AfterAsync, and what it does to the outcome is dropped", async () => {
  const { call } = await setting();
  const gate = path.join(hooks.files, "go");
  const wait = `const fs = await import("node:fs");
    while (!fs.existsSync(process.env.CURFEW_HOOK_FILES + "/go")) await new Promise((done) => setTimeout(done, 20));
    returnValue.value = Promise.reject(new Error("dropped"));`;
  hooks.write("later.js", script("AfterAsync", wait));
  const { outcomes } = await call();
  expect(outcomes.map((one) => one.outcome)).toEqual(["ordered", "ordered"]);
  await expect.poll(async () => (await runs("later"))[0]?.state, PATIENTLY).toBe("running");
  appendFileSync(gate, "");
  await expect.poll(async () => (await runs("later"))[0]?.state, PATIENTLY).toBe("ok");
  rmSync(gate);
});

test("if the method throws, neither After runs", async () => {
  const { ctx, ids } = await setting();
  hooks.write("no-after.js", script("Before", "") + script("After", "") + script("AfterAsync", ""));
  const agent = new AssociateAgent(ctx, { scripting, reason: "x".repeat(501) });
  await expect(agent.logOffWindowsUsersAsync(ids, never)).rejects.toMatchObject({ field: "reason" });
  expect((await runs("no-after")).map((run) => run.event)).toEqual(["before"]);
});

test("cancelled before the order, nothing is done and no After runs", async () => {
  const { ids, call } = await setting();
  hooks.write(
    "slow.js",
    script("Before", "await new Promise(() => setInterval(() => {}, 1000));") + script("After", ""),
  );
  const token = new AbortController();
  const before = await orders();
  const calling = call(ids, token.signal);
  await expect.poll(async () => (await runs("slow"))[0]?.state, PATIENTLY).toBe("running");
  token.abort();
  await expect(calling).rejects.toMatchObject({
    code: "conflict",
    message: "The call was cancelled. Nothing was done.",
  });
  expect(await orders()).toBe(before);
  expect((await runs("slow")).map((run) => [run.event, run.state])).toEqual([["before", "stopped"]]);
});

test("cancelled after the order, what has not been executed is taken back", async () => {
  const { ids, call } = await setting();
  hooks.write(
    "hold.js",
    script("After", "await new Promise(() => setInterval(() => {}, 1000));") + script("AfterAsync", ""),
  );
  const token = new AbortController();
  const calling = call(ids, token.signal);
  await expect.poll(async () => (await runs("hold"))[0]?.state, PATIENTLY).toBe("running");
  const [first] = await db.prisma.logoffTarget.findMany({ where: { associateId: { in: ids } } });
  await db.prisma.logoffTarget.update({ where: { id: first?.id ?? 0n }, data: { state: "executed" } });
  token.abort();
  await expect(calling).rejects.toMatchObject({
    message: `The call was cancelled. Order ${first?.orderId}: 1 taken back, 1 too late.`,
  });
  const states = await db.prisma.logoffTarget.findMany({
    where: { orderId: first?.orderId ?? 0 },
    orderBy: { id: "asc" },
  });
  expect(states.map((target) => target.state)).toEqual(["executed", "cancelled"]);
  expect((await runs("hold")).map((run) => run.event)).toEqual(["after"]);
});

test("five limits in a row stop a script, the others go on, and it runs again when it is started", {
  timeout: 180_000,
}, async () => {
  const impatient = makeHooksFolder({ timeMs: 4_000 });
  const own = new Scripting(db, impatient.host);
  impatient.write("spin.js", script("Before", "for (;;) {}"));
  impatient.write("fine.js", script("Before", ""));
  const { ids, ctx } = await setting(7);
  const agent = new AssociateAgent(ctx, { scripting: own });
  for (const id of ids.slice(0, 6)) await agent.logOffWindowsUsersAsync([id], never);
  const found = await runs("spin");
  expect(found.map((run) => run.state)).toEqual(Array(5).fill("timed_out"));
  expect(found[4]?.did).toBe("Met a limit for the fifth time in a row: stopped");
  expect((await runs("fine")).map((run) => run.state)).toEqual(Array(6).fill("ok"));
  await db.prisma.hookScript.update({ where: { name: "spin.js" }, data: { stoppedAt: null, strikes: 0 } });
  await agent.logOffWindowsUsersAsync([ids[6] ?? 0], never);
  expect(await runs("spin")).toHaveLength(6);
  await own.close();
  await impatient.remove();
});

test("a script that is changed runs as it is now, one that is removed runs no more", async () => {
  const { ids, call } = await setting(3);
  hooks.write("flush.js", script("Before", "console.log('one');"));
  await call([ids[0]]);
  hooks.write("flush.js", script("Before", "console.log('another');"));
  await call([ids[1]]);
  rmSync(path.join(hooks.folder, "flush.js"));
  await call([ids[2]]);
  expect((await runs("flush")).map((run) => run.output)).toEqual(["one\n", "another\n"]);
  expect(await db.prisma.hookScript.findUniqueOrThrow({ where: { name: "flush.js" } })).toMatchObject({
    removedAt: expect.any(Date),
  });
});

test("what cannot be loaded is told, and holds nothing up", async () => {
  const { call } = await setting();
  hooks.write("broken.ts", "export function {");
  hooks.write("broken-later.js", "throw new Error('at the top');");
  expect((await call()).orderId).not.toBeNull();
  const faults = await db.prisma.hookScript.findMany({
    where: { name: { startsWith: "broken" } },
    orderBy: { name: "asc" },
  });
  expect(faults.map(({ fault }) => fault)).toEqual([
    expect.stringContaining("at the top"),
    expect.stringContaining("line 1"),
  ]);
});

test("the examples do what they say", async () => {
  const { ids, call } = await setting();
  for (const name of ["write-ticket.ts", "add-note.ts"]) {
    hooks.write(name, readFileSync(path.join("hooks/examples", name), "utf8"));
  }
  const { orderId } = await call();
  await expect.poll(async () => (await runs("write-ticket")).at(-1)?.state, PATIENTLY).toBe("ok");
  const ticket = path.join(hooks.files, `order-${orderId}.txt`);
  await expect.poll(() => existsSync(ticket), PATIENTLY).toBe(true);
  expect(readFileSync(ticket, "utf8")).toContain(`associate ${ids[0]}: ordered`);
});

test("the webhook example tells a channel by HTTP, and says so where nobody heard", async () => {
  const heard: { method: string; type: string; body: unknown }[] = [];
  let status = 200;
  const channel = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    request.on("end", () => {
      const { method = "", headers } = request;
      heard.push({ method, type: headers["content-type"] ?? "", body: JSON.parse(text) });
      response.writeHead(status).end();
    });
  });
  await once(channel.listen(0, "127.0.0.1"), "listening");
  const { port } = channel.address() as AddressInfo;
  vi.stubEnv("HOOK_CHANNEL_URL", `http://127.0.0.1:${port}/channel`);
  try {
    hooks.write("call-webhook.ts", readFileSync("hooks/examples/call-webhook.ts", "utf8"));
    await (await setting(2)).call();
    await expect
      .poll(async () => (await runs("call-webhook")).map(({ state }) => state), PATIENTLY)
      .toEqual(["ok"]);
    const text = "2 of 2 associates are being logged off.";
    expect(heard).toEqual([{ method: "POST", type: "application/json", body: { text } }]);

    status = 500;
    await (await setting(1)).call();
    await expect.poll(async () => (await runs("call-webhook")).at(-1)?.state, PATIENTLY).toBe("threw");
    expect((await runs("call-webhook")).at(-1)).toMatchObject({
      error: expect.stringContaining("The channel answered 500."),
      output: expect.stringContaining("Nobody was told: The channel answered 500."),
    });
  } finally {
    vi.unstubAllEnvs();
    channel.close();
  }
});

test("an order tells of every script that ran for it, in order, and so does its evidence", async () => {
  hooks.write("told-1.js", script("Before", 'console.log("looked it up"); eventState.value = { note: 1 };'));
  hooks.write("told-2.js", script("After", 'throw new Error("no ticket");'));
  const { ctx, call } = await setting(1);
  const { orderId } = await call();
  const told = [
    { event: "before", script: "told-1.js", state: "ok", output: "looked it up\n", did: "Added note" },
    { event: "after", script: "told-2.js", state: "threw", error: expect.stringContaining("no ticket") },
  ];
  const [{ hookRuns }, pack] = await Promise.all([
    readOrder(ctx, { orderId }),
    readOrderEvidence(ctx, { orderId }),
  ]);
  expect(hookRuns).toMatchObject(told);
  expect(hookRuns.every(({ durationMs }) => (durationMs ?? 0) > 0)).toBe(true);
  expect(JSON.parse(JSON.stringify(pack)).hookRuns).toMatchObject(told);
});
