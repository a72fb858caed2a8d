import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { buildStale } from "../build.mjs";
import { startScratchGateway } from "../start-scratch-gateway.mjs";
import { equal } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { makeToken } from "./loop-part.mjs";
import { ProductFacts, until } from "./product-facts.mjs";

const PORT = 3360;
const PROGRAM = "/root/curfew-agent.cjs";

/** The agent's whole life on a host as its administrator sees it: install, look, upgrade, go back, remove. */
export async function installPart({ host, check, undo }) {
  await buildStale({ pages: false });
  const gateway = await startScratchGateway({ port: PORT, name: "install" });
  undo(() => gateway.stop());
  const facts = new ProductFacts(gateway.databaseUrl, host.name);
  const bundle = path.join(host.mount, PROGRAM);
  /** Exit status and words of one verb, run as root. */
  const agent = (...args) => host.run("/usr/local/bin/node", [PROGRAM, ...args]);
  const done = async (...args) => {
    const { status, output } = await agent(...args);
    if (status !== 0) throw new Error(output.trim());
    return output.trim();
  };
  const about = async (...args) => {
    const { output } = await agent("doctor", "--json", ...args);
    return Object.fromEntries(JSON.parse(output).findings.map((one) => [one.about, one]));
  };
  try {
    await forgetAgent(host);
    await bundleAgent("agent/main.ts", bundle);
    await check("without a token nothing is begun, and one sentence says so", async () => {
      const { status, output } = await agent("install", "--server", gateway.url);
      equal(
        [status, output.trim().split("\n").at(-1)],
        [1, "Enrolment token: curfew-agent: no token was given"],
      );
      equal(await facts.agents(), []);
    });
    host.write("root/token", `${await makeToken(gateway.databaseUrl)}\n`, 0o600);
    await check("install enrols, starts, and the gateway hears it", async () => {
      const said = await done("install", "--server", gateway.url, "--token-file", "/root/token");
      equal(said.includes("the gateway answers it"), true);
    });
    const [first] = await facts.agents();
    await check("done twice it changes nothing", async () => {
      const said = await done("install", "--server", gateway.url);
      equal(
        said.split("\n").map((line) => line.split(" ")[0]),
        ["kept", "unchanged", "unchanged"],
      );
      equal(await facts.agents(), [first]);
    });
    await check("the doctor finds nothing that must be mended", async () => {
      const { status, output } = await agent("doctor");
      equal([status, output.includes("BAD")], [0, false]);
    });
    await check("a key that others may read is found, with its cure", async () => {
      await host.run("chmod", ["0644", "/var/lib/curfew-agent/agent.json"]);
      const { permissions } = await about();
      equal([permissions.state, permissions.cure.startsWith("chmod go=")], ["bad", true]);
      equal((await agent("doctor")).status, 1);
      await host.run("chmod", ["0600", "/var/lib/curfew-agent/agent.json"]);
    });

    const now = readFileSync(bundle, "utf8");
    host.write(PROGRAM, now.replaceAll("0.1.0", "0.2.0"));
    await check("an upgrade keeps the key, and the gateway hears the new version", async () => {
      const said = await done("upgrade");
      equal(said.includes("0.2.0"), true);
      await until("the new version", async () => (await facts.agentVersion(first.id)) === "0.2.0");
      equal(await facts.agents(), [first]);
    });
    const dies = 'if(process.argv[2]==="run"){console.error("a broken build");process.exit(1)}';
    host.write(PROGRAM, now.replaceAll("0.1.0", "0.3.0").replace('"use strict";', `"use strict";${dies}`));
    await check("a version that does not come up gives way to the one before", async () => {
      const { status, output } = await agent("upgrade");
      const says = "version 0.3.0 did not come up";
      equal([status, output.includes(says), output.includes("the one before runs again")], [1, true, true]);
      const installed = ["/opt/curfew-agent/curfew-agent.cjs", "--version"];
      equal((await host.run("/usr/local/bin/node", installed)).output.trim(), "0.2.0");
      equal((await host.run("systemctl", ["is-active", "curfew-agent"])).output.trim(), "active");
      equal(await facts.agents(), [first]);
    });
    host.write(PROGRAM, now);

    await check("with the gateway away the doctor says so, and what to try", async () => {
      await gateway.kill();
      const { gateway: found } = await about();
      equal(
        [found.state, found.found, found.cure.includes("/healthz")],
        ["bad", `nothing listens at 127.0.0.1:${PORT}`, true],
      );
      await gateway.start();
    });
    await check("removed, it leaves the key for the next install", async () => {
      equal((await done("uninstall")).includes("kept       /var/lib/curfew-agent"), true);
      equal((await host.run("ls", ["/opt/curfew-agent"])).status === 0, false);
      await done("install");
      equal(await facts.agents(), [first]);
    });
    await check("purged, nothing of it is left", async () => {
      equal((await done("uninstall", "--purge")).includes("revoke the agent of host"), true);
      for (const place of ["/opt/curfew-agent", "/var/lib/curfew-agent"]) {
        equal((await host.run("ls", [place])).status === 0, false);
      }
      equal((await host.run("systemctl", ["cat", "curfew-agent"])).status === 0, false);
      equal((await done("uninstall", "--purge")).includes("nothing was installed"), true);
    });
  } finally {
    rmSync(bundle, { force: true });
    await facts.close();
    await gateway.stop();
  }
}

/** Another part may have left an agent here: this one is about a host that has none. */
async function forgetAgent(host) {
  await host.run("systemctl", ["disable", "--now", "curfew-agent"]);
  const left = ["/var/lib/curfew-agent", "/opt/curfew-agent", "/etc/systemd/system/curfew-agent.service"];
  await host.run("rm", ["-rf", ...left]);
  await host.run("systemctl", ["daemon-reload"]);
}
