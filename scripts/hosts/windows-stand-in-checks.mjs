import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { equal } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { compileDll, NODE_MAJORS, nodeForWindows, windowsPath } from "./windows-tools.mjs";

const STAND_INS = path.join(import.meta.dirname, "windows");
const EVENT_SYSTEM = "{4e14fba2-2e22-11d1-9964-00c04fbbb345}";
const EVENT_SUBSCRIPTION = "{7542e960-79c7-11d1-88f9-0080c7d771bf}";
/** CoCreateInstance of what nobody registered. */
const NOT_REGISTERED = "0x80040154";
const HINTS = 14;
/** Twenty of each interface, and a removal of each subscription. */
const SENS_CHECKS = 42;

/** The stand-ins write down what they find in `folder`. */
export function reportsIn(folder) {
  return {
    CURFEW_SERVICE_REPORT: windowsPath(path.join(folder, "service.txt")),
    CURFEW_SENS_REPORT: windowsPath(path.join(folder, "sens.txt")),
  };
}

/** The agent as a service, and what SENS calls: on each Node, against a stand-in for each. */
export async function standInChecks({ check, machine, folder }) {
  compileDll([path.join(STAND_INS, "service-manager.c")], path.join(folder, "service-manager.dll"));
  const libraries = ["ole32", "oleaut32", "uuid"];
  compileDll([path.join(STAND_INS, "event-system.c")], path.join(folder, "es.dll"), libraries);
  for (const program of ["service-check", "sens-check"]) {
    await bundleAgent(`agent/testing/${program}.ts`, path.join(folder, `${program}.cjs`), "cjs", "win32");
  }
  await serviceChecks({ check, machine, folder });
  await sensChecks({ check, machine, folder });
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
