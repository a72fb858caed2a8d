import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { startScratchProduct } from "../start-scratch-product.mjs";
import { equal } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { contractPart } from "./contract-part.mjs";
import { ensureLayer } from "./debian-root.mjs";
import { makeToken, within } from "./loop-part.mjs";
import { openOperatorPage, orderLogoff } from "./operator-page.mjs";
import { ProductFacts, until } from "./product-facts.mjs";
import { RealHost } from "./real-host.mjs";

const PORT = 3367;
const SMB_PORT = 4450;
const PROGRAM = "/opt/curfew-agent/curfew-agent.cjs";
const STATE = "/var/lib/curfew-agent-samba";
const UNIT = path.join(import.meta.dirname, "../../agent/packaging/curfew-agent-samba.service");

/** What the agent needs of smb.conf is the five lines of full_audit. */
const CONFIG = `[global]
  server role = standalone server
  smb ports = ${SMB_PORT}
  interfaces = lo
  bind interfaces only = yes
  disable netbios = yes
  disable spoolss = yes
  load printers = no
  map to guest = never
  vfs objects = full_audit
  full_audit:prefix = curfew|%u|%I|%d
  full_audit:success = connect disconnect
  full_audit:failure = none
  full_audit:syslog = true
[files]
  path = /srv
  read only = no
`;

/** A real smbd: who has shares open, ended in the browser, proved by Samba's own audit. */
export async function sambaPart({ check, undo }) {
  const root = ensureLayer("samba", ["samba", "samba-vfs-modules", "smbclient"]);
  const host = new RealHost({ name: "h4", address: "127.0.1.4", port: 2234, root });
  undo(() => host.remove());
  const clients = new Set();
  let product;
  let facts;
  let operator;
  try {
    host.prepare([
      { name: "alice", fullName: "Alice Ng" },
      { name: "bob", fullName: "Bob Oduya" },
    ]);
    host.write("etc/samba/smb.conf", CONFIG);
    await host.boot();
    await host.run("systemctl", ["disable", "--now", "nmbd"]);
    for (const name of ["alice", "bob"]) {
      const script = `printf 'Passw0rd!\\nPassw0rd!\\n' | smbpasswd -s -a ${name}`;
      equal((await host.run("sh", ["-c", script])).status, 0);
    }
    const inSamba = (name, run) => check(`Samba: ${name}`, run);
    await contractPart({ host, check: inSamba, platform: "samba", port: SMB_PORT });

    product = await startScratchProduct({ port: PORT, name: "samba" });
    undo(() => product.stop());
    facts = new ProductFacts(product.databaseUrl, `${host.name}-smb`);
    operator = await openOperatorPage(product);
    await install(host, product);
    const samba = { host, check: inSamba, product, facts, page: operator.page, clients };
    await clickToProved(samba);
    await leavesAlone(samba);
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await operator?.close();
    await facts?.close();
    await product?.stop();
    await host.remove();
  }
}

async function install(host, product) {
  await bundleAgent("agent/main.ts", path.join(host.mount, PROGRAM));
  host.write("etc/systemd/system/curfew-agent-samba.service", readFileSync(UNIT));
  host.write("root/token", `${await makeToken(product.databaseUrl)}\n`, 0o600);
  const where = ["--server", product.gatewayUrl, "--token-file", "/root/token", "--state", STATE];
  await host.run("rm", ["-rf", STATE]);
  const enrol = [PROGRAM, "enrol", "--platform", "samba", ...where];
  const { status, output } = await host.run("/usr/local/bin/node", enrol);
  if (status !== 0) throw new Error(output.trim());
  await host.run("systemctl", ["daemon-reload"]);
  await host.run("systemctl", ["enable", "--now", "curfew-agent-samba"]);
}

async function clickToProved({ host, check, product, facts, page, clients }) {
  const alice = openShare(host, "alice", clients);
  const bob = openShare(host, "bob", clients);
  const sessions = await until("both sessions", async () => {
    const found = await facts.liveSessions();
    return found.length === 2 && found;
  });
  await check("the page lists who has shares open, over the network and from where", async () => {
    equal(sessions.map(({ name }) => name).sort(), ["alice", "bob"]);
    await page.goto(`${product.webUrl}/sessions?q=host:${facts.hostName} kind:network`);
    const row = page.getByRole("row").filter({ hasText: "bob" });
    await row.getByText("Network").waitFor();
    await row.getByText("127.0.0.1").waitFor();
  });
  bob.stdin.end();
  await within(once(bob, "exit"), "bob's own end");
  await until("bob is off", async () => (await facts.liveSessions()).length === 1);
  const orderId = await orderLogoff(page, product.webUrl, facts.hostName);
  await check("ordered in the browser, the share of that client is closed", async () => {
    await until("the connection ended", () => isConnected(host, "alice").then((is) => !is));
  });
  await check("the target is proved by Samba's own audit", async () => {
    await until("proved", async () => (await facts.state(orderId)) === "proved", 60_000);
    const { evidence, steps } = await facts.target(orderId);
    equal([evidence.log, evidence.eventId], ["samba", 2]);
    equal(steps, ["queued", "leased", "accepted", "executed", "gone", "proved"]);
    const target = page.getByRole("table", { name: "Targets" }).getByRole("row").nth(1);
    await target.getByText("samba: last share closed").waitFor();
  });
  await check("both ends are in the history, the one by itself and the one by order", async () => {
    // Those of the contract stand before them.
    const ends = await until("two sessions", async () => {
      const found = (await facts.sessions()).slice(0, 2);
      return found.every(({ endKind }) => endKind === "logged_off") && found;
    });
    equal(ends.filter(({ endedByTargetId }) => endedByTargetId !== null).length, 1);
  });
  alice.kill("SIGKILL");
}

async function leavesAlone({ host, check, facts, clients }) {
  await check("a client that loses its connection is off, with its audited end", async () => {
    const before = (await facts.sessions()).length;
    const client = openShare(host, "alice", clients);
    await until("the session", async () => (await facts.liveSessions()).length === 1);
    client.kill("SIGKILL");
    await until("nobody", async () => (await facts.liveSessions()).length === 0);
    await until("its end", async () => {
      const sessions = await facts.sessions();
      return sessions.length === before + 1 && sessions[0].endKind === "logged_off";
    });
  });
}

/** As long as its input is open, so is the share. */
function openShare(host, name, clients) {
  const words = ["smbclient", "-p", String(SMB_PORT), "-U", `${name}%Passw0rd!`, "//127.0.0.1/files"];
  const client = spawn("nsenter", ["-t", String(host.leader), "-a", "/usr/bin/env", ...words], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  clients.add(client);
  client.once("exit", () => clients.delete(client));
  return client;
}

async function isConnected(host, name) {
  const { output } = await host.run("smbstatus", ["--json"]);
  return Object.values(JSON.parse(output).sessions).some(({ username }) => username === name);
}
