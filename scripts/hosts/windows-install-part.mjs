import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import pg from "pg";
import { buildStale } from "../build.mjs";
import { buildInstaller } from "../build-msi.mjs";
import { startScratchGateway } from "../start-scratch-gateway.mjs";
import { equal } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { HOSTS_FOLDER } from "./debian-root.mjs";
import { makeToken } from "./loop-part.mjs";
import { until } from "./product-facts.mjs";
import { WindowsMachine } from "./windows-machine.mjs";
import {
  compileDll,
  ensureWine,
  layKoffiForWindows,
  NODE_MAJORS,
  nodeForWindows,
  windowsPath,
} from "./windows-tools.mjs";

const STAND_INS = path.join(import.meta.dirname, "windows");
const SYSTEM_STAND_IN = path.join(import.meta.dirname, "../../agent/testing/windows-stand-in");
const PORT = 3362;
const PATIENCE_MS = 90_000;
const SERVICE = "curfew-agent";
const PROGRAM = ["Program Files", "Curfew Agent"];
const STATE = ["ProgramData", "Curfew Agent"];
const EVENT_SYSTEM = "{4e14fba2-2e22-11d1-9964-00c04fbbb345}";
const EVENT_SUBSCRIPTION = "{7542e960-79c7-11d1-88f9-0080c7d771bf}";
/** CoCreateInstance of what nobody registered. */
const NOT_REGISTERED = "0x80040154";
const HINTS = 14;
/** Twenty of each interface, and a removal of each subscription. */
const SENS_CHECKS = 42;

/** The Windows agent as a service, what SENS calls, and the installer: under Wine, with the stand-ins named in each check. */
export async function windowsInstallPart({ check, undo }) {
  ensureWine();
  mkdirSync(HOSTS_FOLDER, { recursive: true });
  const folder = mkdtempSync(path.join(HOSTS_FOLDER, "windows-install-"));
  const machine = new WindowsMachine({
    CURFEW_SERVICE_REPORT: windowsPath(path.join(folder, "service.txt")),
    CURFEW_SENS_REPORT: windowsPath(path.join(folder, "sens.txt")),
  });
  undo(() => machine.shutDown(false));
  undo(async () => rmSync(folder, { recursive: true, force: true }));
  let isAsItWas = false;
  await buildStale({ pages: false });
  const gateway = await startScratchGateway({ port: PORT, name: "windows-install" });
  undo(() => gateway.stop());
  try {
    layKoffiForWindows(folder);
    compileDll([path.join(STAND_INS, "service-manager.c")], path.join(folder, "service-manager.dll"));
    compileDll([path.join(STAND_INS, "event-system.c")], path.join(folder, "es.dll"), [
      "ole32",
      "oleaut32",
      "uuid",
    ]);
    for (const program of ["service-check", "sens-check"]) {
      await bundleAgent(`agent/testing/${program}.ts`, path.join(folder, `${program}.cjs`), "cjs", "win32");
    }
    await machine.boot();
    await serviceChecks({ check, machine, folder });
    await sensChecks({ check, machine, folder });
    await putBehind(machine, folder);
    isAsItWas = await installerChecks({ check, machine, folder, gateway });
  } finally {
    await gateway.stop();
    await machine.shutDown(isAsItWas);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An installed agent finds the stand-in DLL where Wine has nothing: its service takes the machine's environment. */
async function putBehind(machine, folder) {
  const sources = readdirSync(SYSTEM_STAND_IN).filter((name) => name.endsWith(".c"));
  const library = path.join(folder, "stand-in.dll");
  compileDll(
    sources.map((name) => path.join(SYSTEM_STAND_IN, name)),
    library,
    ["advapi32"],
  );
  const preload = windowsPath(path.join(STAND_INS, "on-wine.cjs"));
  const options = `--no-deprecation --require ${preload}`;
  await machine.setEnvironment({ NODE_OPTIONS: options, CURFEW_STAND_IN: windowsPath(library) });
}

/** What one of our check programs wrote down, on one Node. */
async function runCheck(machine, folder, major, program, ...args) {
  const outfile = path.join(folder, `${program}.json`);
  rmSync(outfile, { force: true });
  const script = windowsPath(path.join(folder, `${program}.cjs`));
  const { status, stderr } = await machine.run(nodeForWindows(major), [
    script,
    windowsPath(outfile),
    ...args,
  ]);
  if (status !== 0) throw new Error(`${program} on Node ${major}: ${status} ${stderr}`);
  return JSON.parse(readFileSync(outfile, "utf8"));
}

/** The lines of a stand-in: how many checks it made, and which of them failed. */
function readReport(folder, name) {
  const lines = readFileSync(path.join(folder, name), "utf8").trim().split(/\r?\n/);
  return { made: lines.length, failed: lines.filter((line) => !line.startsWith("ok ")) };
}

async function serviceChecks({ check, machine, folder }) {
  const library = windowsPath(path.join(folder, "service-manager.dll"));
  for (const major of NODE_MAJORS) {
    await check(`Node ${major}: a stand-in for the manager of services is answered in order`, async () => {
      const found = await runCheck(machine, folder, major, "service-check", library);
      const { made, failed } = readReport(folder, "service.txt");
      equal([found.isService, failed, made > 40], [true, [], true]);
      equal(
        found.changes,
        Array.from({ length: 11 }, (_, i) => [i + 1, (i + 1) * 1000]),
      );
    });
  }
}

async function sensChecks({ check, machine, folder }) {
  const [major] = NODE_MAJORS;
  await check(
    "without a COM+ event system, as in Wine, the agent says so in a line and goes on",
    async () => {
      const { heard, lines } = await runCheck(machine, folder, major, "sens-check", "0");
      equal([heard, lines.length, lines[0].includes(NOT_REGISTERED)], [[], 1, true]);
    },
  );
  const classes = [EVENT_SYSTEM, EVENT_SUBSCRIPTION].map((id) => `HKLM\\Software\\Classes\\CLSID\\${id}`);
  for (const key of classes) {
    await machine.setRegistry(`${key}\\InprocServer32`, "", windowsPath(path.join(folder, "es.dll")));
    await machine.setRegistry(`${key}\\InprocServer32`, "ThreadingModel", "Both");
  }
  try {
    for (const each of NODE_MAJORS) {
      await check(
        `Node ${each}: a stand-in for the event system calls every method of ISensLogon and ISensLogon2`,
        async () => {
          const { heard } = await runCheck(machine, folder, each, "sens-check", String(HINTS));
          const { made, failed } = readReport(folder, "sens.txt");
          equal([failed, made, heard.length], [[], SENS_CHECKS, HINTS]);
          const told = (isWanted) =>
            heard.filter(isWanted).map(({ code, userName, sessionId }) => [code, userName, sessionId]);
          const anna = "CONTOSO\\Anna Müller 漢字";
          equal(
            told(({ sessionId }) => sessionId !== null),
            [
              [1, anna, 2],
              [2, anna, 0],
              [9, anna, 65_536],
              [10, anna, 4_294_967_294],
              [8, anna, 7],
              [8, "CONTOSO\\late", 11],
            ],
          );
          equal(
            told(({ sessionId }) => sessionId === null),
            [
              [1, anna],
              [2, "bob"],
              [3, anna],
              [4, anna],
              [5, anna],
              [6, anna],
              [7, ""],
              [4, "CONTOSO\\late"],
            ].map(([code, name]) => [code, name, null]),
          );
        },
      );
    }
  } finally {
    for (const key of classes) await machine.done("reg", ["delete", key, "/f"]);
  }
}

/** True: the machine is as it was before. */
async function installerChecks({ check, machine, folder, gateway }) {
  const installer = path.join(folder, "agent.msi");
  const newer = path.join(folder, "newer.msi");
  const facts = new Database(gateway.databaseUrl);
  const log = () => machine.read(...STATE, "agent.log");
  const agent = (...words) =>
    machine.run("cmd", ["/c", `C:\\${PROGRAM.join("\\")}\\curfew-agent.cmd`, ...words]);
  try {
    await check("wixl builds the installer", async () => {
      const { bytes } = await buildInstaller({ outfile: installer });
      equal(bytes > 20_000_000 && bytes < 60_000_000, true);
    });
    await check("msiexec /i: the service runs, and waits for its enrolment", async () => {
      equal(await machine.msiexec("/i", installer), 0);
      equal(await machine.serviceState(SERVICE), "RUNNING");
      await until("its log", () => log().includes("not enrolled yet"), PATIENCE_MS);
    });
    await check("enrolled with a token from a file, the service goes on by itself", async () => {
      writeFileSync(path.join(folder, "token"), await makeToken(gateway.databaseUrl));
      const words = ["--server", gateway.url, "--token-file", windowsPath(path.join(folder, "token"))];
      const { status, stdout, stderr } = await agent("enrol", ...words);
      equal([status, stdout.startsWith("enrolled as host"), stderr], [0, true, ""]);
    });
    await check("its heartbeat and a session of the stand-in reach a real gateway", async () => {
      const found = await until("the session", () => facts.session(), PATIENCE_MS, 250);
      equal([found.account, found.version], ["anna", "0.1.0"]);
    });
    await check("the doctor finds the service and the gateway well", async () => {
      const { stdout } = await agent("doctor", "--json");
      const found = Object.fromEntries(JSON.parse(stdout).findings.map((one) => [one.about, one.state]));
      equal([found.service, found.gateway, found.key, found.sessions], ["good", "good", "good", "good"]);
    });
    await check("a newer installer takes the older one's place, and the key stays", async () => {
      await buildInstaller({ outfile: newer, version: "0.1.1" });
      equal(await machine.msiexec("/i", newer), 0);
      await until(
        "the new version",
        async () => (await facts.session())?.version === "0.1.1",
        PATIENCE_MS,
        250,
      );
      equal(await facts.agents(), 1);
    });
    await check("a stop is taken, and the agent ends in order", async () => {
      await machine.run("sc", ["stop", SERVICE]);
      const isStopped = async () => (await machine.serviceState(SERVICE)) === "STOPPED";
      await until("the end", isStopped, PATIENCE_MS, 500);
      equal(log().trim().split("\n").at(-1).endsWith("stopped in order"), true);
    });
    await check(
      "msiexec /x: nothing of the program is left, and the key stays for another install",
      async () => {
        equal(await machine.msiexec("/x", newer), 0);
        equal(await machine.serviceState(SERVICE), null);
        equal(
          [existsSync(machine.file(...PROGRAM)), existsSync(machine.file(...STATE, "agent.json"))],
          [false, true],
        );
      },
    );
    rmSync(machine.file(...STATE), { recursive: true, force: true });
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
