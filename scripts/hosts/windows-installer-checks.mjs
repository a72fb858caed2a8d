import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { buildInstaller } from "../build-msi.mjs";
import { equal } from "./agent-part.mjs";
import { readActions, readTable } from "./installer-tables.mjs";
import { makeToken } from "./loop-part.mjs";
import { buildOddInstaller } from "./odd-installers.mjs";
import { readWindowsPage, runPageCommand } from "./page-commands.mjs";
import { until } from "./product-facts.mjs";

const PATIENCE_MS = 90_000;
const SERVICE = "curfew-agent";
const FILE = "curfew-agent-x64.msi";
const PROGRAM = ["Program Files", "Curfew Agent"];
const STATE = ["ProgramData", "Curfew Agent"];
/** Wine says ERROR_FUNCTION_FAILED where Windows says 1603; a process of this system ends with its lowest byte. */
const INSTALL_FAILED = 1627 % 256;
const STOPPED_IN_ORDER = "stopped in order";

/** The installer's whole life on a host, by the commands of the page. True: the machine is as it was before. */
export async function installerChecks({ check, machine, folder, gateway }) {
  const downloads = path.join(folder, "downloads");
  mkdirSync(downloads);
  const page = await readWindowsPage(folder);
  const facts = new Database(gateway.databaseUrl);
  const log = () => machine.read(...STATE, "agent.log");
  const run = (text, input) => runPageCommand({ machine, folder: downloads }, text, input);
  const version = async () => (await facts.session())?.version;
  const heard = (wanted) => until(wanted, async () => (await version()) === wanted, PATIENCE_MS, 250);
  /** By the commands of the page, but for fetching: the gateway has the first one alone. */
  const upgradeTo = async (name) => {
    copyFileSync(await buildOddInstaller(name, folder), path.join(downloads, FILE));
    return run(page.upgrade({ serverUrl: gateway.url, sha256: null })[0]);
  };
  const leavesNothing = async () =>
    equal([await machine.serviceState(SERVICE), existsSync(machine.file(...PROGRAM))], [null, false]);
  let built;
  let steps;
  try {
    await check("wixl builds the installer", async () => {
      built = await buildInstaller();
      equal(built.bytes > 20_000_000 && built.bytes < 60_000_000, true);
      steps = page.install({ serverUrl: gateway.url, sha256: built.sha256 });
      equal(steps.length, 5);
    });
    await check("the page's first commands fetch it from the gateway, and find it whole", async () => {
      equal((await run(steps[0])).status, 0);
      equal((await run(steps[1])).stdout, "True");
    });
    await check("what removes the older version stands in the transaction of the newer", async () => {
      const actions = readActions(path.join(downloads, FILE));
      const at = (name) => actions.indexOf(name);
      equal(at("RemoveExistingProducts"), at("InstallInitialize") + 1);
      equal(
        [at("StartServices") > at("InstallServices"), at("StartServices") < at("InstallFinalize")],
        [true, true],
      );
      const [control] = readTable(path.join(downloads, FILE), "ServiceControl");
      equal([control.Name, control.Wait], [SERVICE, "1"]);
      const [service] = readTable(path.join(downloads, FILE), "ServiceInstall");
      equal((Number(service.ErrorControl) & 0x8000) !== 0, true);
    });
    await check("the page's next installs it: the service runs, and waits for its enrolment", async () => {
      equal((await run(steps[2])).status, 0);
      equal(await machine.serviceState(SERVICE), "RUNNING");
      await until("its log", () => log().includes("not enrolled yet"), PATIENCE_MS);
    });
    await check("enrolled with the token that it asks for, the service goes on by itself", async () => {
      const token = path.join(folder, "token");
      writeFileSync(token, `${await makeToken(gateway.databaseUrl)}\n`);
      const { status, stdout } = await run(steps[3], token);
      equal([status, stdout.startsWith("enrolled as host")], [0, true]);
    });
    await check("its heartbeat and a session of the stand-in reach a real gateway", async () => {
      const found = await until("the session", () => facts.session(), PATIENCE_MS, 250);
      equal([found.account, found.version], ["anna", "0.1.0"]);
    });
    await check("the doctor finds the service and the gateway well", async () => {
      const { stdout } = await run(`${steps[4]} --json`);
      const found = Object.fromEntries(JSON.parse(stdout).findings.map((one) => [one.about, one.state]));
      equal([found.service, found.gateway, found.key, found.sessions], ["good", "good", "good", "good"]);
    });
    await check(
      "a newer installer takes the older one's place when it has come up, and the key stays",
      async () => {
        equal((await upgradeTo("newer")).status, 0);
        equal(log().includes("version 0.1.1 came up"), true);
        await heard("0.1.1");
        equal(await facts.agents(), 1);
      },
    );
    await check(
      "a version that cannot look at the host never says RUNNING, and is not installed",
      async () => {
        equal((await upgradeTo("blind")).status, INSTALL_FAILED);
        const said = log().split("curfew-agent 0.1.2 runs").at(-1);
        equal([said.includes("WTSEnumerateSessionsExQ"), said.includes("came up")], [true, false]);
        await leavesNothing();
      },
    );
    await check("nor is one that ends before it has said a word", async () => {
      equal((await upgradeTo("dead")).status, INSTALL_FAILED);
      await leavesNothing();
    });
    // Wine removes the older product in a process of its own: only Windows takes that back.
    await check("the version before, installed again after those, goes on with the same key", async () => {
      equal((await upgradeTo("newer")).status, 0);
      await heard("0.1.1");
      equal(await facts.agents(), 1);
    });
    await check("a stop is taken, and the agent ends in order", async () => {
      await machine.run("sc", ["stop", SERVICE]);
      const isStopped = async () => (await machine.serviceState(SERVICE)) === "STOPPED";
      await until("the end", isStopped, PATIENCE_MS, 500);
      equal(log().trim().split("\n").at(-1).endsWith(STOPPED_IN_ORDER), true);
    });
    await check(
      "removed by the page's command, nothing of the program is left, and the key stays",
      async () => {
        equal((await run(page.remove[0])).status, 0);
        await leavesNothing();
        equal(existsSync(machine.file(...STATE, "agent.json")), true);
      },
    );
    await check("the page's last command takes the key, too", async () => {
      equal((await run(page.remove[1])).status, 0);
      equal(existsSync(machine.file(...STATE)), false);
    });
    await machine.clearEnvironment(["NODE_OPTIONS", "CURFEW_STAND_IN"]);
    return !existsSync(machine.file(...PROGRAM)) && (await machine.serviceState(SERVICE)) === null;
  } finally {
    await facts.close();
  }
}

/** What the gateway has on disk; there is one host in it. */
class Database {
  #pool;

  constructor(url) {
    this.#pool = new pg.Pool({ connectionString: url, max: 1 });
    this.#pool.on("error", () => {});
  }

  async session() {
    const { rows } = await this.#pool.query(
      `SELECT account.name AS account, agent.version FROM live_session live
       JOIN account ON account.id = live.account_id JOIN agent ON agent.host_id = live.host_id`,
    );
    return rows[0];
  }

  async agents() {
    const { rows } = await this.#pool.query("SELECT FROM agent");
    return rows.length;
  }

  close() {
    return this.#pool.end();
  }
}
