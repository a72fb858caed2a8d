import { spawn } from "node:child_process";
import { once } from "node:events";
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
const PROGRAM = "/root/curfew-agent.cjs";
const STATE = "/var/lib/curfew-agent-samba";

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
    const samba = { host, check: inSamba, product, facts, page: operator.page, clients };
    await install(samba);
    await clickToProved(samba);
    await leavesAlone(samba);
    await mendsAndLeaves(samba);
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await operator?.close();
    await facts?.close();
    await product?.stop();
    await host.remove();
  }
}

/** As the install page has it: the program, in front of a shell that runs it as root. */
function verbs(host) {
  const agent = (...args) => host.run("/usr/local/bin/node", [PROGRAM, ...args, "--platform", "samba"]);
  return {
    agent,
    async done(...args) {
      const { status, output } = await agent(...args);
      if (status !== 0) throw new Error(output.trim());
      return output.trim();
    },
    async about() {
      const { output } = await agent("doctor", "--json");
      return Object.fromEntries(JSON.parse(output).findings.map((one) => [one.about, one]));
    },
  };
}

async function install({ host, check, product }) {
  const { agent, done } = verbs(host);
  await bundleAgent("agent/main.ts", path.join(host.mount, PROGRAM));
  host.write("root/token", `${await makeToken(product.databaseUrl)}\n`, 0o600);
  await host.run("rm", ["-rf", STATE]);
  await check("installed, it enrols as a host of its own, and the gateway answers it", async () => {
    const said = await done("install", "--server", product.gatewayUrl, "--token-file", "/root/token");
    equal(said.includes("started    curfew-agent-samba; the gateway answers it"), true);
  });
  await check("the doctor finds nothing that must be mended", async () => {
    const { status, output } = await agent("doctor");
    equal([status, output.includes("BAD")], [0, false]);
  });
}

async function mendsAndLeaves({ host, check, facts }) {
  const { agent, done, about } = verbs(host);
  const [first] = await facts.agents();
  await check("what is missing in smb.conf is named, with its cure", async () => {
    host.write("etc/samba/smb.conf", CONFIG.replace("curfew|", "other|").replace(" disconnect", ""));
    const { "smb.conf": found } = await about();
    equal(found.state, "bad");
    equal(
      found.found,
      "full_audit:prefix is not curfew|%u|%I|%d (files); full_audit:success lacks disconnect (files)",
    );
    equal(found.cure.includes("smbcontrol smbd reload-config"), true);
    equal((await agent("doctor")).status, 1);
    host.write("etc/samba/smb.conf", CONFIG);
  });
  await check("a module that is not there is named, with its package", async () => {
    const { output } = await host.run("find", ["/usr/lib", "-name", "full_audit.so"]);
    const file = output.trim();
    await host.run("mv", [file, `${file}.away`]);
    const { "audit module": found } = await about();
    await host.run("mv", [`${file}.away`, file]);
    equal([found.state, found.cure.includes("samba-vfs-modules")], ["bad", true]);
  });
  await check("done twice it changes nothing, and an upgrade keeps the key", async () => {
    const said = await done("upgrade");
    equal(
      said.split("\n").map((line) => line.split(" ")[0]),
      ["unchanged", "unchanged"],
    );
    equal(await facts.agents(), [first]);
  });
  await check("purged, nothing of it is left, and what is not its own stays", async () => {
    host.write("opt/curfew-agent/of-the-host", "");
    await done("uninstall", "--purge");
    for (const place of ["/opt/curfew-agent-samba", STATE]) {
      equal((await host.run("ls", [place])).status === 0, false);
    }
    equal((await host.run("systemctl", ["cat", "curfew-agent-samba"])).status === 0, false);
    equal((await host.run("ls", ["/opt/curfew-agent/of-the-host"])).status, 0);
  });
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
