import { once } from "node:events";
import { startScratchProduct } from "../start-scratch-product.mjs";
import { equal, installAgent, openSsh, removeAgent, STATE } from "./agent-part.mjs";
import { logOn, makeToken, within } from "./loop-part.mjs";
import { networkBetween } from "./network-between.mjs";
import { openOperatorPage, orderLogoff } from "./operator-page.mjs";
import { ProductFacts, until } from "./product-facts.mjs";
import { RealHost } from "./real-host.mjs";

const PORT = 3365;
const FULL = "the disk of the spool is full: reading stops";
const ON = "reading of the audit log goes on";

/** Two hosts at once, and one of them in trouble: its network, its clock, its disk. */
export async function twoHostsPart({ host, check, undo }) {
  const other = new RealHost({ name: "h2", address: "127.0.1.2", port: 2232, root: host.root });
  undo(() => other.remove());
  const product = await startScratchProduct({ port: PORT, name: "two-hosts" });
  undo(() => product.stop());
  const network = await networkBetween(product.gatewayUrl);
  const facts = [host, other].map(({ name }) => new ProductFacts(product.databaseUrl, name));
  const clients = new Set();
  let operator;
  try {
    other.prepare([{ name: "alice", fullName: "Alice Ng" }]);
    await Promise.all([other.boot(), removeAgent(host)]);
    operator = await openOperatorPage(product);
    await installAgent(host, {
      serverUrl: product.gatewayUrl,
      token: await makeToken(product.databaseUrl),
    });
    await installAgent(other, {
      serverUrl: network.url,
      token: await makeToken(product.databaseUrl),
      isFaulty: true,
    });
    const two = {
      check,
      product,
      network,
      page: operator.page,
      clients,
      near: { host, facts: facts[0], logOn: () => logOn(host, facts[0], clients) },
      far: { host: other, facts: facts[1], logOn: () => logOn(other, facts[1], clients) },
    };
    for (const trouble of [both, networkIsCut, clockIsStepped, diskIsFull]) {
      await undisturbed(two);
      await trouble(two);
    }
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await operator?.close();
    for (const each of facts) await each.close();
    await network.close();
    await removeAgent(host);
    await other.remove();
    await product.stop();
  }
}

/** What one trouble left behind is not the next one's. */
async function undisturbed({ network, near, far }) {
  network.mend();
  far.host.write(`${STATE}/clock-off`, "0");
  for (const { host, facts } of [near, far]) {
    await until("nobody is on", async () => {
      await host.run("loginctl", ["kill-user", "--signal=KILL", "alice"]);
      return (await facts.liveSessions()).length === 0;
    });
  }
}

async function both({ check, product, page, near, far }) {
  await check("two hosts at once: each ends its own session, and each is proved", async () => {
    const sessions = await Promise.all([near.logOn(), far.logOn()]);
    const orders = [];
    for (const { host } of [near, far]) orders.push(await orderLogoff(page, product.webUrl, host.name));
    await within(Promise.all(sessions.map(({ ended }) => ended)), "both ends", 60_000);
    const targets = await Promise.all([near, far].map(({ facts }, i) => proved(facts, orders[i])));
    equal(
      targets.map(({ sessionId }) => sessionId),
      sessions.map(({ sessionId }) => sessionId),
    );
  });
}

async function networkIsCut({ check, product, network, page, near, far, clients }) {
  await check(
    "the network of one host is cut: the other is served, and what happened meanwhile is told afterwards",
    async () => {
      const waiting = await far.logOn();
      network.cut();
      const orderId = await orderLogoff(page, product.webUrl, far.host.name);
      // Comes and goes while nobody can be told.
      const guest = openSsh(far.host, "true");
      clients.add(guest);
      await once(guest, "exit");
      const beside = await near.logOn();
      const besideId = await orderLogoff(page, product.webUrl, near.host.name);
      await within(beside.ended, "the end of the session", 60_000);
      await proved(near.facts, besideId);
      equal([await far.facts.state(orderId), waiting.isOver()].includes("proved"), false);
      equal(waiting.isOver(), false);
      network.mend();
      await within(waiting.ended, "the end of the session", 60_000);
      const target = await proved(far.facts, orderId);
      equal(target.steps.filter((step) => step === "accepted").length, 1);
      const visit = await until("the visit in between", async () => {
        const sessions = await far.facts.sessions();
        return sessions.find(({ sessionId }) => Number(sessionId) > Number(waiting.sessionId));
      });
      equal([visit.endKind, visit.confidence], ["logged_off", "exact"]);
    },
  );
}

/** Private to the agent: a container shares the clock of the machine. */
async function clockIsStepped({ check, product, page, far }) {
  const { host, facts } = far;
  await check("a clock that is two minutes off is told, and commands still run", async () => {
    const session = await far.logOn();
    host.write(`${STATE}/clock-off`, "120000");
    await until("the skew is known", async () => Math.abs((await facts.skewMs()) - 120_000) < 20_000, 60_000);
    const orderId = await orderLogoff(page, product.webUrl, host.name);
    await within(session.ended, "the end of the session", 60_000);
    await proved(facts, orderId);
  });
  await check("ten minutes off it is refused, obeys nobody, and says what to do", async () => {
    const session = await far.logOn();
    host.write(`${STATE}/clock-off`, "-600000");
    let orderId;
    try {
      const words = /The clock of this host is \d+ s behind/;
      await until("the agent says so", async () => words.test(await said(host)), 90_000);
      orderId = await orderLogoff(page, product.webUrl, host.name);
      equal([(await facts.target(orderId)).steps.includes("accepted"), session.isOver()], [false, false]);
    } finally {
      host.write(`${STATE}/clock-off`, "0");
    }
    const { state, detail } = await until("an outcome", () => settled(facts, orderId), 90_000);
    if (state === "expired") {
      // A poll from before the step was still held, and brought the command: by that clock it was of the future.
      equal([detail.includes("by this host's clock"), session.isOver()], [true, false]);
    } else await within(session.ended, "the end of the session", 60_000);
    await until("the skew is gone", async () => Math.abs(await facts.skewMs()) < 5_000, 60_000);
  });
}

async function settled(facts, orderId) {
  const target = await facts.target(orderId);
  return ["proved", "expired"].includes(target.state) && target;
}

async function diskIsFull({ check, network, far, clients }) {
  const { host, facts } = far;
  let visits = 0;
  const visit = async () => {
    visits += 1;
    const guest = openSsh(host, "true");
    clients.add(guest);
    await once(guest, "exit");
  };
  /** What a block in use has left is still written: somebody comes and goes until nothing more fits. */
  const visitUntilFull = (times) =>
    until(
      "the agent says so",
      async () => {
        await visit();
        return countOf(await said(host), FULL) === times;
      },
      60_000,
      250,
    );
  await onSmallDisk(far);
  await check("a full disk: the agent says so and stops reading; with room it goes on", async () => {
    const before = (await facts.sessions()).length;
    network.cut();
    await fill(host);
    await visitUntilFull(1);
    await visit();
    await host.run("rm", [`/${STATE}/ballast`]);
    network.mend();
    await until("the agent goes on", async () => countOf(await said(host), ON) === 1, 40_000);
    await until("every visit", async () => (await facts.sessions()).length === before + visits, 60_000);
    equal(await facts.recordsMissing(), []);
  });
  await check(
    "the log rolled while the agent was away: the gap is told with its number of records",
    async () => {
      network.cut();
      await fill(host);
      await visitUntilFull(2);
      // What an agent follows it has read before it can be dropped: only one that is away misses something.
      await host.run("systemctl", ["stop", "curfew-agent"]);
      await visit();
      await host.run("journalctl", ["--rotate"]);
      await host.run("journalctl", ["--vacuum-time=1us"]);
      await visit();
      await host.run("rm", [`/${STATE}/ballast`]);
      await host.run("systemctl", ["start", "curfew-agent"]);
      network.mend();
      const [gap] = await until(
        "the gap",
        async () => {
          const found = await facts.recordsMissing();
          return found.length > 0 && found;
        },
        60_000,
      );
      equal([gap.log, Number(gap.reason) > 0], [6, true]);
    },
  );
}

async function onSmallDisk({ host, facts }) {
  const state = `/${STATE}`;
  await host.run("systemctl", ["stop", "curfew-agent"]);
  await host.run("cp", ["-a", state, "/root/state"]);
  await host.run("mount", ["-t", "tmpfs", "-o", "size=512k,mode=0700", "tmpfs", state]);
  await host.run("cp", ["-a", "/root/state/.", state]);
  const startedAt = new Date();
  await host.run("systemctl", ["start", "curfew-agent"]);
  await until("the agent is heard", () => facts.isHeardAfter(startedAt), 60_000);
}

/** To the last byte: what is in use stays writable, nothing more is. */
async function fill(host) {
  await host.run("dd", ["if=/dev/zero", `of=/${STATE}/ballast`, "bs=1k"]);
  await host.run("dd", ["if=/dev/zero", `of=/${STATE}/ballast`, "bs=1", "oflag=append", "conv=notrunc"]);
}

async function said(host) {
  return (await host.run("journalctl", ["-q", "-o", "cat", "-u", "curfew-agent"])).output;
}

function countOf(text, words) {
  return text.split(words).length - 1;
}

async function proved(facts, orderId) {
  await until(`order ${orderId} proved`, async () => (await facts.state(orderId)) === "proved", 90_000);
  return facts.target(orderId);
}
