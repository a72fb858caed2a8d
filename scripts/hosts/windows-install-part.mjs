import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { buildStale } from "../build.mjs";
import { INSTALLER } from "../build-msi.mjs";
import { startScratchGateway } from "../start-scratch-gateway.mjs";
import { HOSTS_FOLDER } from "./debian-root.mjs";
import { installerChecks } from "./windows-installer-checks.mjs";
import { WindowsMachine } from "./windows-machine.mjs";
import { reportsIn, standInChecks } from "./windows-stand-in-checks.mjs";
import { compileDll, ensureWine, layKoffiForWindows, windowsPath } from "./windows-tools.mjs";

const SYSTEM_STAND_IN = path.join(import.meta.dirname, "../../agent/testing/windows-stand-in");
const ON_WINE = path.join(import.meta.dirname, "windows/on-wine.cjs");
const PORT = 3362;

/** The Windows agent as a service, what SENS calls, and the installer: under Wine, with the stand-ins named in each check. */
export async function windowsInstallPart({ check, undo }) {
  ensureWine();
  mkdirSync(HOSTS_FOLDER, { recursive: true });
  const folder = mkdtempSync(path.join(HOSTS_FOLDER, "windows-install-"));
  const machine = new WindowsMachine(reportsIn(folder));
  const wasBuilt = existsSync(INSTALLER);
  const cleanUp = () => {
    rmSync(folder, { recursive: true, force: true });
    if (!wasBuilt) rmSync(INSTALLER, { force: true });
  };
  undo(() => machine.shutDown(false));
  undo(async () => cleanUp());
  let isAsItWas = false;
  await buildStale({ pages: false });
  const gateway = await startScratchGateway({ port: PORT, name: "windows-install" });
  undo(() => gateway.stop());
  try {
    layKoffiForWindows(folder);
    await machine.boot();
    await standInChecks({ check, machine, folder });
    await putBehind(machine, folder);
    isAsItWas = await installerChecks({ check, machine, folder, gateway });
  } finally {
    await gateway.stop();
    await machine.shutDown(isAsItWas);
    cleanUp();
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
  const options = `--no-deprecation --require ${windowsPath(ON_WINE)}`;
  await machine.setEnvironment({ NODE_OPTIONS: options, CURFEW_STAND_IN: windowsPath(library) });
}
