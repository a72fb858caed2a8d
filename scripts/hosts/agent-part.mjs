import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { bundleAgent } from "./bundle-agent.mjs";

const PROGRAM = "/opt/curfew-agent/curfew-agent.cjs";
export const STATE = "var/lib/curfew-agent";
/** The unit as it is sold gives up on an agent that dies five times in ten seconds; here that is what it is for. */
const OFTEN = "[Unit]\nStartLimitIntervalSec=0\n[Service]\nRestartSec=100ms\n";
const AGENT = path.join(import.meta.dirname, "../../agent");

/** Puts the agent on a host as a person would: one file, one unit, a token, and off it goes. */
export async function installAgent(host, { serverUrl, token, isFaulty = false }) {
  const bytes = await bundleAgent("agent/main.ts", path.join(host.mount, PROGRAM));
  host.write("root/token", `${token}\n`, 0o600);
  const unit = readFileSync(path.join(AGENT, "packaging/curfew-agent.service"));
  host.write("etc/systemd/system/curfew-agent.service", unit);
  const enrol = [PROGRAM, "enrol", "--server", serverUrl, "--token-file", "/root/token"];
  const { status, output } = await host.run("/usr/local/bin/node", enrol);
  if (status !== 0) throw new Error(output.trim());
  if (isFaulty) {
    // It is enrolled by the real one, and takes its place.
    await bundleAgent("agent/testing/faulty-agent.ts", path.join(host.mount, PROGRAM));
    host.write("etc/systemd/system/curfew-agent.service.d/often.conf", OFTEN);
  }
  for (const args of [["daemon-reload"], ["enable", "--now", "curfew-agent"]]) {
    const done = await host.run("systemctl", args);
    if (done.status !== 0) throw new Error(done.output.trim());
  }
  return { bytes, said: output.trim() };
}

/** Away with the agent, its state and whatever a test put beside it. */
export async function removeAgent(host) {
  await host.run("systemctl", ["disable", "--now", "curfew-agent"]);
  await host.run("rm", ["-rf", `/${STATE}`, "/etc/systemd/system/curfew-agent.service.d"]);
  await host.run("systemctl", ["daemon-reload"]);
}

/** A gateway in this process, out of the agent's own tests. */
export async function startStandInGateway(host) {
  const bundle = path.join(host.mount, "opt/stand-in-gateway.mjs");
  await bundleAgent("agent/testing/stand-in-gateway.ts", bundle, "esm");
  const { StandInGateway } = await import(`${pathToFileURL(bundle).href}?${performance.now()}`);
  rmSync(bundle);
  return StandInGateway.start();
}

/** The packaged agent against a stand-in gateway on this machine: hosts share its loopback. */
export async function agentPart({ host, check }) {
  const gateway = await startStandInGateway(host);
  const clients = [];
  try {
    const badToken = installAgent(host, { serverUrl: gateway.url, token: "bad-token" });
    await check("a bad token is refused in one sentence", async () => {
      const message = await badToken.then(
        () => "it enrolled",
        (error) => error.message,
      );
      equal(message, "curfew-agent: This enrolment token is not valid.");
    });
    const { bytes, said } = await installAgent(host, { serverUrl: gateway.url, token: "good-token" });
    await check(`the packaged agent enrols (${Math.round(bytes / 1000)} kB in one file)`, () => {
      equal(said, "enrolled as host 2, agent 1");
    });
    await within(gateway, "the agent holds its poll", () => gateway.isHolding);

    const reports = gateway.reports.length;
    clients.push(openSsh(host));
    await within(gateway, "a report with the session", () => gateway.reports.at(-1)?.sessions.length === 1);
    const report = gateway.reports.slice(reports).find(({ sessions }) => sessions.length === 1);
    const lateMs = Math.round(report.receivedAt - report.sessions[0].loggedOnAt);
    await check(`a logon reaches the gateway within 300 ms (${lateMs} ms)`, () => {
      equal(lateMs < 300, true);
    });

    const [session] = gateway.reports.at(-1).sessions;
    const { bootId } = gateway.requests.at(-1);
    const { sessionId, loggedOnAt, account } = session;
    const fence = { machineId: host.machineId, bootId, sessionId, loggedOnAt, accountKey: account.key };
    const orderedAt = performance.now();
    const commandId = gateway.order(fence, 2);
    const isAudited = () =>
      gateway.events.some((event) => event.eventId === 2 && event.sessionId === sessionId);
    await within(
      gateway,
      "gone and audited",
      () => gateway.stepsOf(commandId).includes("gone") && isAudited(),
    );
    await check(`ordered to gone and audited in ${Math.round(performance.now() - orderedAt)} ms`, () => {
      equal(gateway.stepsOf(commandId), ["accepted", "executed", "gone"]);
    });
    await check("the audited end bears the boot that the agent reports", () => {
      equal(gateway.events.find((event) => event.sessionId === sessionId).boot, bootId);
    });

    await check("killed and started again it goes on where it was", async () => {
      const before = gateway.requests.length;
      await host.run("systemctl", ["kill", "--signal=KILL", "curfew-agent"]);
      await within(gateway, "the agent is back", () => {
        return gateway.requests.slice(before).some((request) => request.sessions) && gateway.isHolding;
      });
      equal(gateway.problems, []);
      const keys = gateway.events.map((event) => `${event.recordId} ${event.at}`);
      equal(new Set(keys).size, keys.length);
    });
    const { output } = await host.run("ps", ["-C", "node", "-o", "rss="]);
    console.log(`        memory of the agent: ${Math.round(Number(output.trim().split("\n")[0]) / 1000)} MB`);
  } finally {
    for (const client of clients) client.kill();
    await removeAgent(host);
    await gateway.close();
  }
}

export function openSsh(host, command = "sleep 300", terminal = "-tt") {
  const fixed = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=QUIET",
    "BatchMode=yes",
  ];
  const options = fixed.flatMap((option) => ["-o", option]);
  const where = ["-i", host.keyFile, "-p", String(host.port), `alice@${host.address}`];
  const client = spawn("ssh", [terminal, ...options, ...where, command], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  client.unref();
  return client;
}

export async function within(gateway, what, isSo, patienceMs = 20_000) {
  const isInTime = await Promise.race([
    gateway.until(isSo).then(() => true),
    pause(patienceMs, false, { ref: false }),
  ]);
  if (!isInTime) throw new Error(`waited in vain for: ${what}; ${gateway.problems.join(", ")}`);
}

export function equal(found, expected) {
  const [a, b] = [found, expected].map((value) => JSON.stringify(value));
  if (a !== b) throw new Error(`expected ${b}, found ${a}`);
}
