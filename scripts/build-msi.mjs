// node scripts/build-msi.mjs: the Windows agent as an installer, built on Linux with wixl: dist/curfew-agent-x64.msi.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleAgent } from "./hosts/bundle-agent.mjs";
import { ensureInstalledHere } from "./hosts/debian-root.mjs";
import { layKoffiForWindows, nodeForWindows } from "./hosts/windows-tools.mjs";

const PROJECT = path.join(import.meta.dirname, "..");
const PACKAGING = path.join(PROJECT, "agent/packaging");
const WIXL = "/usr/bin/wixl";
const MSIBUILD = "/usr/bin/msibuild";
/** msidbServiceInstallErrorControlVital, over SERVICE_ERROR_NORMAL: wixl 0.101 reads Vital="yes" and writes nothing of it. */
const VITAL_SERVICE = "UPDATE `ServiceInstall` SET `ErrorControl` = 32769";
/** The newest that runs under Wine too, so that what is tested is what is installed. */
const NODE_MAJOR = 22;
export const INSTALLER = path.join(PROJECT, "dist/curfew-agent-x64.msi");

/** Builds the installer; `version` and `change` are for tests of an upgrade. Answers with its size and fingerprint. */
export async function buildInstaller({
  outfile = INSTALLER,
  version = agentVersion(),
  change = (program) => program,
} = {}) {
  ensureInstalledHere(["wixl", "msitools"], [WIXL, MSIBUILD]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-msi-"));
  try {
    const program = path.join(folder, "curfew-agent.cjs");
    await bundleAgent("agent/main.ts", program, "cjs", "win32");
    const text = fs.readFileSync(program, "utf8").replaceAll(agentVersion(), version);
    fs.writeFileSync(program, change(text));
    layKoffiForWindows(folder);
    fs.copyFileSync(nodeForWindows(NODE_MAJOR), path.join(folder, "node.exe"));
    // cmd.exe wants its own ends of lines.
    const command = fs
      .readFileSync(path.join(PACKAGING, "curfew-agent.cmd"), "utf8")
      .replace(/\r?\n/g, "\r\n");
    fs.writeFileSync(path.join(folder, "curfew-agent.cmd"), command);
    fs.mkdirSync(path.dirname(outfile), { recursive: true });
    const words = ["--arch", "x64", "-D", `Version=${version}`, "-o", path.resolve(`${outfile}.new`)];
    const source = path.join(PACKAGING, "curfew-agent.wxs");
    run(WIXL, [...words, source], folder);
    run(MSIBUILD, [path.resolve(`${outfile}.new`), "-q", VITAL_SERVICE], folder);
    fs.renameSync(`${outfile}.new`, outfile);
    const content = fs.readFileSync(outfile);
    return { bytes: content.length, sha256: createHash("sha256").update(content).digest("hex") };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(program, words, folder) {
  const { status, error, stderr } = spawnSync(program, words, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.trim()}`);
}

function agentVersion() {
  const source = fs.readFileSync(path.join(PROJECT, "agent/version.ts"), "utf8");
  return /"(\d+\.\d+\.\d+)"/.exec(source)[1];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { bytes, sha256 } = await buildInstaller().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
  console.log(`${path.relative(PROJECT, INSTALLER)}  ${(bytes / 1e6).toFixed(1)} MB\n${sha256}`);
}
