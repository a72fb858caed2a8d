import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { startScratchProduct } from "../start-scratch-product.mjs";
import { equal, installAgent, openSsh } from "./agent-part.mjs";
import { openOperatorPage, orderLogoff } from "./operator-page.mjs";
import { findBelow } from "./processes.mjs";
import { ProductFacts, until } from "./product-facts.mjs";

const PORT = 3230;
const STATE = "var/lib/curfew-agent";
const run = promisify(execFile);

/** The whole product on a real host: who is on, log them off, prove when they left; then the same with things dying under it. */
export async function loopPart({ host, check, undo }) {
  const product = await startScratchProduct({ port: PORT, name: "hosts" });
  undo(() => product.stop());
  const facts = new ProductFacts(product.databaseUrl, host.name);
  const clients = new Set();
  let operator;
  try {
    operator = await openOperatorPage(product);
    await host.run("rm", ["-rf", `/${STATE}`]);
    await check("the agent enrols with a token of the command line", async () => {
      const token = await makeToken(product.databaseUrl);
      const { said } = await installAgent(host, { serverUrl: product.gatewayUrl, token });
      equal(/^enrolled as host \d+, agent \d+$/.test(said), true);
    });
    const loop = {
      host,
      check,
      product,
      facts,
      page: operator.page,
      logOn: () => logOn(host, facts, clients),
    };
    await clickToProved(loop);
    await gatewayDies(loop);
    await agentDiesBeforeItTells(loop);
    await agentDiesOnceItAccepted(loop);
    await hostComesBack(loop);
    await powerCut(loop);
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await operator?.close();
    await host.run("systemctl", ["disable", "--now", "curfew-agent"]).catch(() => {});
    await facts.close();
    await product.stop();
  }
}

export async function makeToken(databaseUrl) {
  const args = ["bin/curfew.mjs", "enrolment-token", "create", "--label", "real host", "--json"];
  const { stdout } = await run(process.execPath, args, {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return JSON.parse(stdout).token;
}

/** Resolves once the product lists the session; `ended` when the client's connection is closed by the host. */
export async function logOn(host, facts, clients) {
  const client = openSsh(host);
  clients.add(client);
  const ended = once(client, "exit").then(() => clients.delete(client));
  const live = await until("the live session", async () => (await facts.liveSessions())[0]);
  return { ...live, ended, isOver: () => client.exitCode !== null || client.signalCode !== null };
}

async function clickToProved({ host, check, product, facts, page, logOn }) {
  const session = await logOn();
  await check("the page lists the ssh session", async () => {
    await page.goto(`${product.webUrl}/sessions?q=host:${host.name}`);
    const row = page.getByRole("row").filter({ hasText: host.name });
    await row.getByText("Active").waitFor();
    equal([session.name, await row.getByText("alice").count()], ["alice", 1]);
  });
  const orderId = await orderLogoff(page, product.webUrl, host.name);
  await check("ordered in the browser, the ssh client ends", () => within(session.ended, "its end"));
  await check("the target is proved by logind's own record", async () => {
    const target = await settled(facts, orderId, "proved");
    const { log, eventId } = target.evidence;
    equal([log, eventId, target.sessionId], ["logind", 2, session.sessionId]);
    equal(target.steps, ["queued", "leased", "accepted", "executed", "gone", "proved"]);
    console.log(`        order to audited record: ${Math.round(target.provedInMs)} ms`);
  });
  await check("the order page says proved by itself", async () => {
    const target = page.getByRole("table", { name: "Targets" }).getByRole("row").nth(1);
    await target.getByText("Proved", { exact: true }).waitFor();
  });
  await check("the history of the associate says which order ended the session", async () => {
    await page.goto(`${product.webUrl}/associates/${session.associateId}?view=table`);
    await page
      .getByRole("cell", {
        name: new RegExp(`Ended by order ${orderId} of hosts.operator at .*proved by event 2`),
      })
      .waitFor();
  });
}

async function gatewayDies({ host, check, product, facts, page, logOn }) {
  const session = await logOn();
  await check("the gateway is killed while it holds the poll: the next order is proved", async () => {
    process.kill(findBelow(process.pid, "dist/gateway.mjs"), "SIGKILL");
    const orderId = await orderLogoff(page, product.webUrl, host.name);
    await within(session.ended, "the end of the session");
    const { steps } = await settled(facts, orderId, "proved");
    equal(countOf(steps, "accepted"), 1);
  });
}

/** The gateway stands still, so nothing is told; the agent acts, and dies with the outcome in its journal alone. */
async function agentDiesBeforeItTells({ host, check, product, facts, page, logOn }) {
  const session = await logOn();
  await check(
    "the agent is killed after it acted and before it told: told once it is back, acted once",
    async () => {
      const gateway = findBelow(process.pid, "dist/gateway.mjs");
      const lines = journal(host).length;
      const orderId = await orderLogoff(page, product.webUrl, host.name);
      await until("accepted in the journal", () => journal(host).length > lines, 10_000, 1);
      process.kill(gateway, "SIGSTOP");
      try {
        await within(session.ended, "the end of the session");
        await killAgent(host);
      } finally {
        process.kill(gateway, "SIGCONT");
      }
      const target = await settled(facts, orderId, "proved");
      equal(acceptedTimes(host, target.commandId), 1);
    },
  );
}

/** Killed at once, before or after the act, as it falls: what is told is what is so, and nothing is done twice. */
async function agentDiesOnceItAccepted({ host, check, product, facts, page, logOn }) {
  await check(
    "the agent is killed the moment it accepted: no second execution, and the truth is told",
    async () => {
      const session = await logOn();
      const lines = journal(host).length;
      const orderId = await orderLogoff(page, product.webUrl, host.name);
      await until("accepted in the journal", () => journal(host).length > lines, 10_000, 1);
      await killAgent(host);
      const { state, detail, commandId } = await until(
        "an outcome",
        async () => {
          const target = await facts.target(orderId);
          return ["proved", "failed"].includes(target.state) && target;
        },
        60_000,
      );
      equal(acceptedTimes(host, commandId), 1);
      if (state === "proved") return within(session.ended, "the end of the session");
      equal(detail.includes("the agent stopped before it could tell"), true);
      equal(session.isOver(), false);
      // What failed may be ordered again: that is another command.
      const again = await orderLogoff(page, product.webUrl, host.name);
      await within(session.ended, "the end of the session");
      await settled(facts, again, "proved");
    },
  );
}

async function hostComesBack({ host, check, product, facts, page, logOn }) {
  const session = await logOn();
  await check("an order for a host that is away waits, and is proved when it is back", async () => {
    await host.run("systemctl", ["stop", "curfew-agent"]);
    const orderId = await orderLogoff(page, product.webUrl, host.name);
    const target = page.getByRole("table", { name: "Targets" }).getByRole("row").nth(1);
    await target.getByText("Queued", { exact: true }).waitFor();
    equal([await facts.state(orderId), session.isOver()], ["queued", false]);
    await host.run("systemctl", ["start", "curfew-agent"]);
    await within(session.ended, "the end of the session");
    await settled(facts, orderId, "proved");
    await target.getByText("Proved", { exact: true }).waitFor();
  });
}

async function powerCut({ host, check, product, facts, page, logOn }) {
  const session = await logOn();
  await host.crash();
  await within(session.ended, "the client to notice");
  await host.boot();
  await check(
    "a power cut with somebody on: crashed, within an interval, in the database and on the page",
    async () => {
      const [found] = await until("the crash", async () => {
        const sessions = await facts.sessions();
        return sessions[0]?.endKind === "crashed" && sessions;
      });
      equal([found.sessionId, found.confidence], [session.sessionId, "interval"]);
      equal(found.intervalSeconds > 0, true);
      equal(await facts.liveSessions(), []);
      await page.goto(`${product.webUrl}/associates/${session.associateId}?view=table`);
      await page
        .getByRole("row", { name: new RegExp(`Ended by a crash of ${host.name} (at|between) .*interval`) })
        .first()
        .waitFor();
    },
  );
}

async function settled(facts, orderId, state) {
  await until(`order ${orderId} ${state}`, async () => (await facts.state(orderId)) === state, 45_000);
  return facts.target(orderId);
}

export async function within(promise, what, patienceMs = 20_000) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for: ${what}`)), patienceMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function killAgent(host) {
  process.kill(findBelow(host.leader, "curfew-agent.cjs"), "SIGKILL");
}

/** The receipts in the agent's journal, oldest first. */
function journal(host) {
  const file = path.join(host.mount, STATE, "journal.jsonl");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text.split("\n").flatMap((line) => {
    try {
      return JSON.parse(line).receipt ?? [];
    } catch {
      return [];
    }
  });
}

function acceptedTimes(host, commandId) {
  return journal(host).filter((receipt) => receipt.commandId === commandId && receipt.step === "accepted")
    .length;
}

function countOf(list, item) {
  return list.filter((each) => each === item).length;
}
