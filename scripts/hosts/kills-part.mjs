import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import {
  equal,
  installAgent,
  openSsh,
  removeAgent,
  STATE,
  startStandInGateway,
  within,
} from "./agent-part.mjs";
import { until } from "./product-facts.mjs";

/** The steps of a command, what is told in the end, and how often the host was asked to log off. */
const DEATHS = [
  ["received", "accepted executed gone", 1],
  ["verified", "accepted executed gone", 1],
  ["fence_held", "accepted executed gone", 1],
  // On disk before the act, so it may have acted: it does not act again, it looks.
  ["accepted", "accepted failed", 0],
  ["acted", "accepted gone", 1],
  ["executed", "accepted executed gone", 1],
  ["departed", "accepted executed gone", 1],
  ["told", "accepted executed gone", 1],
];

/** The agent is killed at every step of carrying out a command, and the command is delivered again: never twice. */
export async function killsPart({ host, check }) {
  const gateway = await startStandInGateway(host);
  const state = path.join(host.mount, STATE);
  const clients = new Set();
  try {
    await removeAgent(host);
    await installAgent(host, { serverUrl: gateway.url, token: "good-token", isFaulty: true });
    await within(gateway, "the agent holds its poll", () => gateway.isHolding);
    for (const [step, told, acts] of DEATHS) {
      await check(`killed when it has ${step.replace("_", " ")}: ${told}, asked ${acts} times`, async () => {
        const client = openSsh(host);
        clients.add(client);
        const { fence, sessionId } = await listed(gateway, host);
        rmSync(path.join(state, "acts"), { force: true });
        host.write(`${STATE}/die-at`, step);
        const requests = gateway.requests.length;
        const commandId = gateway.order(fence);
        await until("the agent died", () => !existsIn(state, "die-at"));
        await within(gateway, "the agent is back", () =>
          gateway.requests.slice(requests).some((request) => request.sessions),
        );
        gateway.deliverAgain(commandId);
        const end = told.split(" ").at(-1);
        await within(gateway, `the end of it: ${end}`, () => gateway.stepsOf(commandId).includes(end));
        // Delivered once more when all is over: answered from the journal.
        const receipts = gateway.receipts.length;
        gateway.deliverAgain(commandId);
        await within(gateway, "the same answer", () => gateway.receipts.length > receipts);
        equal(gateway.stepsOf(commandId).join(" "), told);
        equal(actsOn(state, sessionId), acts);
        client.kill("SIGKILL");
        await within(gateway, "nobody is on", () => gateway.reports.at(-1)?.sessions.length === 0);
      });
    }
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await removeAgent(host);
    await gateway.close();
  }
}

/** The one session that the agent has told of, and the fence that means it. */
async function listed(gateway, host) {
  await within(gateway, "the session is told", () => gateway.reports.at(-1)?.sessions.length === 1);
  const [{ sessionId, loggedOnAt, account }] = gateway.reports.at(-1).sessions;
  const { bootId } = gateway.requests.at(-1);
  return {
    sessionId,
    fence: { machineId: host.machineId, bootId, sessionId, loggedOnAt, accountKey: account.key },
  };
}

function actsOn(state, sessionId) {
  if (!existsIn(state, "acts")) return 0;
  const lines = readFileSync(path.join(state, "acts"), "utf8").trim().split("\n");
  return lines.filter((line) => line === `${sessionId} ask`).length;
}

function existsIn(state, name) {
  try {
    readFileSync(path.join(state, name));
    return true;
  } catch {
    return false;
  }
}
