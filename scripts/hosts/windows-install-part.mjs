import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { buildInstaller } from "../build-msi.mjs";
import { equal } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { HOSTS_FOLDER } from "./debian-root.mjs";
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
const SERVICE = "curfew-agent";
const PROGRAM = ["Program Files", "Curfew Agent"];
const STATE = ["ProgramData", "Curfew Agent"];
const EVENT_SYSTEM = "{4e14fba2-2e22-11d1-9964-00c04fbbb345}";
const EVENT_SUBSCRIPTION = "{7542e960-79c7-11d1-88f9-0080c7d771bf}";
/** CoCreateInstance of what nobody registered. */
const NOT_REGISTERED = "0x80040154";
const HINTS = 14;

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
    isAsItWas = await installerChecks({ check, machine, folder });
  } finally {
    await machine.shutDown(isAsItWas);
    rmSync(folder, { recursive: true, force: true });
  }
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
          equal([failed, made > 40, heard.length], [[], true, HINTS]);
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
async function installerChecks({ check, machine, folder }) {
  const installer = path.join(folder, "agent.msi");
  await check("wixl builds the installer", async () => {
    const { bytes } = await buildInstaller({ outfile: installer });
    equal(bytes > 20_000_000 && bytes < 60_000_000, true);
  });
  const log = () => machine.read(...STATE, "agent.log");
  await check("msiexec /i: the service runs, and waits for its enrolment", async () => {
    equal(await machine.msiexec("/i", installer), 0);
    equal(await machine.serviceState(SERVICE), "RUNNING");
    await until("its log", () => log().includes("not enrolled yet"), 60_000);
  });
  await check("a stop is taken, and the agent ends in order", async () => {
    await machine.run("sc", ["stop", SERVICE]);
    await until("the end", async () => (await machine.serviceState(SERVICE)) === "STOPPED", 60_000, 500);
    equal(log().trim().split("\n").at(-1).endsWith("stopped in order"), true);
  });
  await check(
    "msiexec /x: nothing of the program is left, and the state stays for the next install",
    async () => {
      equal(await machine.msiexec("/x", installer), 0);
      equal(await machine.serviceState(SERVICE), null);
      equal([existsSync(machine.file(...PROGRAM)), existsSync(machine.file(...STATE))], [false, true]);
    },
  );
  rmSync(machine.file(...STATE), { recursive: true, force: true });
  return !existsSync(machine.file(...PROGRAM)) && (await machine.serviceState(SERVICE)) === null;
}
