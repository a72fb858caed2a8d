import { spawn } from "node:child_process";
import path from "node:path";
import { equal, openSsh } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { until } from "./product-facts.mjs";

const PROGRAM = "/opt/curfew-agent/host-contract.cjs";

/** What a session is, as its host tells it: from where, idle since when, locked, on a seat behind another one. */
export async function statesPart({ host, check }) {
  await bundleAgent("agent/testing/host-contract.ts", path.join(host.mount, PROGRAM));
  const clients = [];
  try {
    await check("an ssh session with a terminal names it, and the address of its client", async () => {
      clients.push(openSsh(host));
      const [session] = await listed(host, ({ line }) => line.startsWith("pts/"));
      equal([session.kind, session.state, session.clientAddress], ["ssh", "active", "127.0.0.1"]);
    });
    // logind's own measure: IdleActionSec, half an hour unless somebody set it.
    await check("a terminal that nobody has touched for forty minutes is idle, and since when", async () => {
      const [{ line }] = await listed(host, () => true);
      const since = Math.floor(Date.now() / 1000) - 2_400;
      await host.run("touch", ["-a", `--date=@${since}`, `/dev/${line}`]);
      const [session] = await listed(host, ({ state }) => state === "idle");
      equal(session.stateSince, since * 1000);
      await host.run("touch", ["-a", `/dev/${line}`]);
      await listed(host, ({ state }) => state === "active");
    });
    await check("an ssh session without a terminal is listed, and utmp does not know it", async () => {
      clients.push(openSsh(host, "sleep 300", "-T"));
      const sessions = await listed(host, () => true, 2);
      equal(sessions.map(({ line }) => line === "").sort(), [false, true]);
      // Debian 13 keeps no utmp at all, and who(1) asks logind there.
      if ((await host.run("test", ["-e", "/run/utmp"])).status !== 0) return;
      const { output } = await host.run("who", []);
      equal(output.trim().split("\n").filter(Boolean).length < 2, true);
    });
    await check("a graphical session says itself that it is locked and idle; both are told", async () => {
      clients.push(openGraphical(host, {}, "SetLockedHint"));
      const [locked] = await listed(host, ({ state }) => state === "locked");
      equal(locked.kind, "graphical");
      clients.push(openGraphical(host, {}, "SetIdleHint"));
      const [idle] = await listed(host, ({ kind, state }) => kind === "graphical" && state === "idle");
      equal(Date.now() - idle.stateSince < 60_000, true);
    });
    await check("of two sessions on one seat the one behind is disconnected", async () => {
      const seat = { XDG_SEAT: "seat0" };
      clients.push(openGraphical(host, seat));
      const [first] = await listed(host, ({ line, state }) => line === "seat0" && state === "active");
      clients.push(openGraphical(host, seat));
      const both = await listed(host, ({ line }) => line === "seat0", 2);
      const states = both.map(({ sessionId, state }) => [sessionId === first.sessionId, state]);
      equal(states.map((each) => each.join(" ")).sort(), ["false active", "true disconnected"]);
    });
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await host.run("systemctl", ["stop", "graphical-*"]);
    await until("nobody is on", async () => {
      await host.run("loginctl", ["kill-user", "--signal=KILL", "alice"]);
      return (await list(host)).length === 0;
    });
  }
}

/** As a display manager opens one: through PAM, with what it is in the environment. */
function openGraphical(host, env, hint = "") {
  const self =
    "busctl call org.freedesktop.login1 /org/freedesktop/login1/session/auto org.freedesktop.login1.Session";
  const script = `${hint ? `${self} ${hint} b true; ` : ""}exec sleep 300`;
  const all = { XDG_SESSION_TYPE: "x11", XDG_SESSION_CLASS: "user", ...env };
  const setenv = Object.entries(all).map(([name, value]) => `--setenv=${name}=${value}`);
  const unit = `--unit=graphical-${Math.random().toString(36).slice(2)}`;
  const args = ["--quiet", unit, "--uid=alice", "--property=PAMName=login", ...setenv, "sh", "-c", script];
  return spawn("nsenter", ["-t", String(host.leader), "-a", "/usr/bin/systemd-run", ...args], {
    stdio: "ignore",
  });
}

async function list(host) {
  const { status, output } = await host.run("/usr/local/bin/node", [PROGRAM, "sessions"]);
  if (status !== 0) throw new Error(output.trim());
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

function listed(host, isIt, count = 1) {
  return until("the session", async () => {
    const found = (await list(host)).filter(isIt);
    return found.length === count && found;
  });
}
