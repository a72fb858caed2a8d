import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { equal, installAgent, removeAgent, startStandInGateway, within } from "./agent-part.mjs";
import { ensureInstalledHere, ensureLayer } from "./debian-root.mjs";
import { within as inTime } from "./loop-part.mjs";
import { until } from "./product-facts.mjs";
import { RealHost } from "./real-host.mjs";

const RDP_PORT = 33_890;
/** How a client of freerdp ends when the server says that its person logged off. */
const LOGOFF_BY_USER = 12;

/** A real RDP session: its client goes and comes back to the same session; it is disconnected, and logged off, by order. */
export async function xrdpPart({ check, undo }) {
  ensureInstalledHere(["freerdp2-x11", "xvfb"], ["/usr/bin/xfreerdp", "/usr/bin/Xvfb"]);
  const root = ensureLayer("xrdp", ["xrdp", "xorgxrdp", "xserver-xorg-core", "xterm", "dbus-x11"]);
  const host = new RealHost({ name: "h5", address: "127.0.1.5", port: 2235, root });
  undo(() => host.remove());
  const screen = await openScreen();
  undo(() => screen.kill());
  const clients = new Set();
  let gateway;
  try {
    await prepare(host);
    gateway = await startStandInGateway(host);
    await removeAgent(host);
    await installAgent(host, { serverUrl: gateway.url, token: "good-token" });
    const session = () => gateway.reports.at(-1)?.sessions[0];
    const connect = () => openRdp(host, screen, clients);
    const isIn = (state) => () => session()?.state === state;
    const in5 = (name, run) => check(`xrdp: ${name}`, run);

    let client = connect();
    await in5("a session of RDP is listed as remote, with its display", async () => {
      await within(gateway, "an active session", isIn("active"), 60_000);
      equal([session().kind, /^:\d+/.test(session().line)], ["remote", true]);
    });
    const { sessionId, loggedOnAt } = session();
    await in5("its client is killed: the session stays, disconnected", async () => {
      client.kill("SIGKILL");
      await within(gateway, "disconnected", isIn("disconnected"), 60_000);
    });
    await in5("the client comes back to the same session", async () => {
      client = connect();
      await within(gateway, "active again", isIn("active"), 60_000);
      equal([session().sessionId, session().loggedOnAt], [sessionId, loggedOnAt]);
    });
    await in5("disconnected by order, and the session is kept", async () => {
      const ended = once(client, "exit");
      const commandId = gateway.order(fenceOf(gateway, host), 1, "disconnect");
      const receipts = () => gateway.receipts.filter((receipt) => receipt.commandId === commandId);
      await within(gateway, "an answer", () =>
        receipts().some(({ step }) => /done|failed|refused/.test(step)),
      );
      equal(
        receipts().map(({ step, detail }) => `${step} ${detail}`.trim()),
        ["accepted", "executed xrdp-dis", "done"],
      );
      await inTime(ended, "the client to end");
      await within(gateway, "disconnected", isIn("disconnected"), 60_000);
      equal(session().sessionId, sessionId);
    });
    await in5("logged off by order: the client hears why, and the record says it", async () => {
      client = connect();
      await within(gateway, "active again", isIn("active"), 60_000);
      const ended = once(client, "exit");
      const commandId = gateway.order(fenceOf(gateway, host));
      const [code] = await inTime(ended, "the client to end", 60_000);
      equal(code, LOGOFF_BY_USER);
      equal(client.said().includes("ERRINFO_LOGOFF_BY_USER"), true);
      await within(gateway, "gone", () => gateway.stepsOf(commandId).includes("gone"), 60_000);
      const isEnd = (event) => event.eventId === 2 && event.sessionId === sessionId;
      await within(gateway, "the record", () => gateway.events.some(isEnd), 60_000);
    });
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    screen.kill();
    await gateway?.close();
    await host.remove();
  }
}

async function prepare(host) {
  host.prepare([{ name: "alice", fullName: "Alice Ng" }]);
  const file = path.join(host.mount, "etc/xrdp/xrdp.ini");
  const config = readFileSync(file, "utf8")
    .replace(/^port=3389$/m, `port=tcp://${host.address}:${RDP_PORT}`)
    .replace(/^security_layer=.*$/m, "security_layer=rdp")
    .replace(/^crypt_level=.*$/m, "crypt_level=high");
  writeFileSync(file, config);
  host.write("home/alice/.xsession", "exec xterm\n", 0o755);
  await host.boot();
  await host.run("sh", ["-c", "echo 'alice:Passw0rd!' | chpasswd"]);
  await until(
    "xrdp listens",
    async () => {
      const { output } = await host.run("systemctl", ["status", "--no-pager", "--lines=3", "xrdp"]);
      if (/^\s*Active: active/m.test(output)) return true;
      throw new Error(output.trim());
    },
    60_000,
  );
}

/** A screen that nobody sees; it says its own number. */
async function openScreen() {
  const screen = spawn(
    "/usr/bin/Xvfb",
    ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  const [number] = await inTime(once(screen.stdio[3], "data"), "a screen");
  return { display: `:${String(number).trim()}`, kill: () => screen.kill() };
}

function openRdp(host, screen, clients) {
  const words = [`/v:${host.address}:${RDP_PORT}`, "/u:alice", "/p:Passw0rd!"];
  const how = ["/sec:rdp", "/cert:ignore", "/size:800x600", "-clipboard"];
  const client = spawn("/usr/bin/xfreerdp", [...words, ...how], {
    env: { ...process.env, DISPLAY: screen.display },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [client.stdout, client.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-8_000);
    });
  }
  clients.add(client);
  client.once("exit", () => clients.delete(client));
  return Object.assign(client, { said: () => said });
}

function fenceOf(gateway, host) {
  const { sessionId, loggedOnAt, account } = gateway.reports.at(-1).sessions[0];
  const { bootId } = gateway.requests.at(-1);
  return { machineId: host.machineId, bootId, sessionId, loggedOnAt, accountKey: account.key };
}
