import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type HooksFolder, makeHooksFolder } from "./testing/hooks-folder";

const BEFORE = "BeforeLogOffWindowsUsersAsync";
const AFTER = "AfterLogOffWindowsUsersAsync";
const SECRET = "postgresql://curfew:do-not-tell@db/curfew";

/** Every run is a process: a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000 });

let hooks: HooksFolder;
beforeAll(() => {
  process.env.DATABASE_URL = SECRET;
  process.env.HOOK_CHANNEL = "https://chat.example";
  hooks = makeHooksFolder();
});
afterAll(() => hooks.remove());

let scripts = 0;

/** Writes a script whose Before (or whatever it exports) is this, and runs it. */
async function run(source: string, part = {}, signal?: AbortSignal) {
  const name = `${++scripts}.ts`;
  hooks.write(name, source);
  return hooks.host.run(await hooks.job(name, part), signal);
}

const before = (body: string) =>
  `export async function ${BEFORE}(associateIds, cancellationToken, eventState) { ${body} }`;

test("a Before gets frozen ids, a token and the state, and passes the state on", async () => {
  const result = await run(
    before(`eventState.value = { ids: [...associateIds], isFrozen: Object.isFrozen(associateIds),
      isToken: cancellationToken instanceof AbortSignal, was: eventState.value }; console.log("hello");`),
    { eventState: { from: "earlier" } },
  );
  expect(result).toMatchObject({ end: "ok", output: "hello\n", error: "" });
  expect(result.report?.eventState).toEqual({
    ids: [7, 18],
    isFrozen: true,
    isToken: true,
    was: { from: "earlier" },
  });
});

test("an After sees the outcome as a task, and may put another in its place", async () => {
  const source = `import { defineHooks } from "curfew/hooks";
    export default defineHooks({ async ${AFTER}(ids, token, returnValue, state) {
      const outcome = await returnValue.value;
      state.value = outcome.length;
      returnValue.value = Promise.resolve(outcome.map((one) => ({ ...one, detail: "seen" })));
    } });`;
  const result = await run(source, { event: "after", returnValue: [{ associateId: 7, detail: "" }] });
  expect(result.report?.events).toEqual(["after"]);
  expect(result.report?.eventState).toBe(1);
  expect(result.report?.returnValue).toEqual({
    kind: "value",
    value: [{ associateId: 7, detail: "seen" }],
  });
});

test("an After may fault the task", async () => {
  const source = `export function ${AFTER}(ids, token, returnValue) {
    returnValue.value = Promise.reject(new Error("the licence server is down")); }`;
  const result = await run(source, { event: "after", returnValue: [] });
  expect(result.end).toBe("ok");
  expect(result.report?.returnValue).toEqual({ kind: "fault", message: "the licence server is down" });
});

test("what throws is told with its line, and OnError hears it", async () => {
  const result = await run(
    `${before(`eventState.value = "so far"; throw new Error("no desk");`)}
     export function OnError(message) { console.log("heard: " + message); }`,
  );
  expect(result).toMatchObject({ end: "threw", output: "heard: no desk\n" });
  expect(result.error).toMatch(/^Error: no desk\n\s+at .*BeforeLogOff.* \(hooks\/\d+\.ts:\d+:\d+\)/);
  expect(result.error).toContain("OnError ran.");
  expect(result.report?.eventState).toBe("so far");
});

test("a Veto is told apart from an error, in a Before alone", async () => {
  const veto = `import { Veto } from "curfew/hooks";\n`;
  expect(await run(veto + before(`throw new Veto("audit week");`))).toMatchObject({
    end: "vetoed",
    error: "audit week",
  });
  const after = `${veto}export function ${AFTER}() { throw new Veto("too late"); }`;
  expect((await run(after, { event: "after", returnValue: [] })).end).toBe("threw");
});

test("what hangs is ended at its limit, whether it waits or spins", async () => {
  const impatient = makeHooksFolder({ timeMs: 1_000 });
  impatient.write("wait.js", before("setInterval(() => {}, 1000); await new Promise(() => {});"));
  impatient.write("spin.js", before("for (;;) {}"));
  for (const name of ["wait.js", "spin.js"]) {
    const result = await impatient.host.run(await impatient.job(name));
    expect(result).toMatchObject({ end: "timed_out", error: "It was ended: its 1 s were over." });
  }
  await impatient.remove();
});

test("the same may take as long as it likes after the answer", async () => {
  const impatient = makeHooksFolder({ timeMs: 300 });
  const source = `export async function AfterLogOffWindowsUsersAsyncAsync() {
    await new Promise((done) => setTimeout(done, 1_500)); console.log("late"); }`;
  impatient.write("late.js", source);
  const result = await impatient.host.run(await impatient.job("late.js", { event: "after_async" }));
  expect(result).toMatchObject({ end: "ok", output: "late\n" });
  await impatient.remove();
});

test("what leaks is ended, on the heap and beside it", async () => {
  const heap = await run(
    before("const all = []; for (;;) all.push(new Array(10_000).fill(associateIds.length));"),
  );
  expect(heap.end).toBe("out_of_memory");
  const beside = await run(
    before("const all = []; for (;;) { all.push(Buffer.alloc(4e6, 1)); await new Promise(setImmediate); }"),
  );
  expect(beside.end).toBe("out_of_memory");
});

test("what crashes or leaves is told, and nothing else happens", async () => {
  expect(await run(before("process.exit(3);"))).toMatchObject({ end: "crashed", report: null });
  const thrown = await run(
    before(`setTimeout(() => { throw new Error("later"); }); await new Promise(() => {});`),
  );
  expect(thrown).toMatchObject({ end: "crashed" });
  expect(thrown.output).toContain("later");
});

test("megabytes of output are cut, and without an end they end the run", async () => {
  const some = await run(before(`console.log("x".repeat(3_000_000));`));
  expect(some).toMatchObject({ end: "ok", outputBytes: 3_000_001 });
  expect(some.output).toHaveLength(16 * 1024);
  const flood = `process.stdout.write("x".repeat(100_000), done);`;
  const endless = await run(before(`for (;;) await new Promise((done) => { ${flood} });`));
  expect(endless.end).toBe("too_much_output");
  // Without ever letting go, it fills its own heap, unless what it wrote is counted first, or its time is over.
  const deaf = await run(before(`for (;;) { const done = () => {}; ${flood} }`));
  expect(["out_of_memory", "too_much_output", "timed_out"]).toContain(deaf.end);
});

/** Runs it, and cancels once it has begun. */
async function runAndCancel(name: string, body: string) {
  const mark = path.join(hooks.files, name);
  const cancelled = new AbortController();
  const running = run(
    before(`require("node:fs").writeFileSync("${name}", ""); ${body}`),
    {},
    cancelled.signal,
  );
  await expect.poll(() => existsSync(mark), { timeout: 60_000 }).toBe(true);
  rmSync(mark);
  cancelled.abort();
  return running;
}

test("the cancellation token fires in the script, and what does not heed it is ended", async () => {
  const heeds = await runAndCancel(
    "heeds",
    `await new Promise((done) => cancellationToken.addEventListener("abort", done)); eventState.value = "heard";`,
  );
  expect(heeds.report?.eventState).toBe("heard");
  const deaf = await runAndCancel("deaf", "setInterval(() => {}, 1_000); await new Promise(() => {});");
  expect(deaf.end).toBe("stopped");
});

test("nothing of the gateway's environment is in the process but what is meant for hooks", async () => {
  const result = await run(before(`eventState.value = process.env;`));
  expect(JSON.stringify(result)).not.toContain("do-not-tell");
  const names = Object.keys(result.report?.eventState as object);
  const shell = ["PWD", "SHLVL", "_", "OLDPWD"];
  const expected = ["TZ", "LANG", "NODE_ENV", "NODE_EXTRA_CA_CERTS", "CURFEW_HOOK_FILES", "HOOK_CHANNEL"];
  expect(names.filter((name) => ![...shell, ...expected].includes(name))).toEqual([]);
});

test("a hook writes into its own folder, and a dry run into one that is thrown away", async () => {
  const source = `import fs from "node:fs"; import path from "node:path";
    ${before(`fs.writeFileSync(path.join(process.env.CURFEW_HOOK_FILES, "ticket.txt"), "order " + associateIds);
      await fetch("https://desk.example/incident", { method: "POST", body: "7 and 18" });`)}`;
  hooks.write("ticket.ts", source);
  const { result, files } = await hooks.host.dryRun(await hooks.job("ticket.ts"));
  expect(result.end).toBe("ok");
  expect(files).toEqual([{ name: "ticket.txt", text: "order 7,18" }]);
  expect(result.report?.wouldSend).toEqual([{ to: "POST https://desk.example/incident", body: "7 and 18" }]);
  expect(readdirSync(hooks.files)).toEqual([]);
  await run(source.replace("await fetch", "false && await fetch"));
  expect(readFileSync(path.join(hooks.files, "ticket.txt"), "utf8")).toBe("order 7,18");
});

const PEEK = path.resolve("package.json");
const ESCAPES: Readonly<Record<string, string>> = {
  "reads a file": `require("node:fs").readFileSync(${JSON.stringify(PEEK)})`,
  "reads the environment of the gateway": `require("node:fs").readFileSync("/proc/${process.pid}/environ")`,
  "lists a folder": `require("node:fs").readdirSync("/")`,
  "writes outside": `require("node:fs").writeFileSync("/tmp/curfew-escaped", "x")`,
  "links out of its folder": `const fs = require("node:fs"); const f = process.env.CURFEW_HOOK_FILES + "/l" + Date.now();
    fs.symlinkSync(${JSON.stringify(PEEK)}, f); fs.readFileSync(f)`,
  "climbs out of its folder": `require("node:fs").readFileSync(process.env.CURFEW_HOOK_FILES + "/../../../../../..${PEEK}")`,
  "starts a program": `require("node:child_process").execFileSync("id")`,
  forks: `require("node:child_process").fork("/tmp/x.js")`,
  "forks a cluster": `const cluster = require("node:cluster"); cluster.setupPrimary({ exec: "/tmp/x.js" }); cluster.fork()`,
  "starts a thread": `new (require("node:worker_threads").Worker)("1", { eval: true })`,
  "signals the gateway": `process.kill(${process.pid}, 0)`,
  "opens a debugger in the gateway": `process._debugProcess(${process.pid})`,
  "takes a raw binding": `process.binding("fs")`,
  "loads an add-on": `process.dlopen({ exports: {} }, "/tmp/x.node")`,
  "opens a local socket": `await new Promise((ok, no) => require("node:net").connect("/tmp/none.sock", ok).on("error", no))`,
  "opens a local socket by options": `await new Promise((ok, no) => require("node:net").connect({ path: "/tmp/none.sock" }, ok).on("error", no))`,
  "requires a package": `require("pg")`,
  "requires a file": `require(${JSON.stringify(PEEK)})`,
  "imports a file while it runs": `const file = ${JSON.stringify(`file://${PEEK}`)}; await import(file)`,
  "opens an inspector": `require("node:inspector").open(0); await fetch(require("node:inspector").url())`,
  "changes the priority of others": `require("node:os").setPriority(${process.pid}, 19)`,
};

const CLOSED =
  /Access to this API has been restricted|requires full fs|dynamic import callback|inspector is not|closed to hooks|may not open local|is not there: a hook is/;

test.each(Object.entries(ESCAPES))("no escape: a hook that %s", async (_, body) => {
  // `require` at run time, past the bundler.
  const source = `const load = module.require ?? require; ${before(body.replaceAll("require(", "load("))}`;
  const result = await run(source);
  expect(result.end).toBe("threw");
  expect(result.error).toMatch(CLOSED);
  expect(existsSync("/tmp/curfew-escaped")).toBe(false);
});

test.each([
  ["a path", `import secret from "../../../../../..${PEEK}"; console.log(secret);`],
  ["an absolute path", `import secret from "${PEEK}"; console.log(secret);`],
  ["a package", `import pg from "pg"; console.log(pg);`],
])("the bundler reads nothing outside the folder: %s", async (_, source) => {
  const name = `${++scripts}-out.ts`;
  hooks.write(name, source);
  await expect(hooks.job(name)).rejects.toThrow(/outside the hooks folder|Could not resolve/);
});

test.runIf(process.platform === "linux")(
  "what spins has a second of processor, and then a small part of one; what waits is not slowed",
  async () => {
    const spin = (seconds: number) =>
      before(`const until = Date.now() + ${seconds * 1_000}; while (Date.now() < until);
        eventState.value = process.cpuUsage();`);
    const result = await run(spin(6));
    expect(result.end).toBe("ok");
    const used = (result.report?.eventState ?? {}) as Partial<NodeJS.CpuUsage>;
    // One that nothing holds back would have used six seconds.
    expect((used.user ?? 6e6) + (used.system ?? 6e6)).toBeLessThan(3.5e6);
    const calm = await run(before("await new Promise((done) => setTimeout(done, 50));"));
    expect(calm.end).toBe("ok");
  },
);

test.runIf(process.platform === "linux")(
  "a hook yields to everything else where the machine can say so",
  async () => {
    const looks = before(`eventState.value = require("node:os").getPriority();`);
    const result = await run(looks);
    expect(result.report?.eventState).toBe(10);
  },
);
