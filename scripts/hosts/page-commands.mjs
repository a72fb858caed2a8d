import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { bundleAgent } from "./bundle-agent.mjs";

const PROGRAM_FILES = "C:\\Program Files";
const UNINSTALL = "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall";

/** What the page *Install agents* shows for Windows. */
export async function readWindowsPage(folder) {
  const file = path.join(folder, "windows-steps.mjs");
  await bundleAgent("components/enrolment/windows-steps.ts", file, "esm");
  const page = await import(pathToFileURL(file).href);
  const texts = (steps) => steps.map(({ text }) => text);
  return {
    install: (installer) => texts(page.windowsSteps(installer)),
    upgrade: (installer) => texts(page.windowsUpgradeSteps(installer)),
    remove: texts(page.WINDOWS_REMOVE_STEPS),
  };
}

/** Each form of PowerShell that the page uses, and what does the same on a machine without PowerShell. */
const FORMS = [
  [/^Invoke-WebRequest -UseBasicParsing -OutFile (\S+) (\S+)$/, fetchFile],
  [/^\(Get-FileHash (\S+) -Algorithm SHA256\)\.Hash -eq "([0-9A-F]{64})"$/, compareHash],
  [/^Start-Process (\S+) -Wait -ArgumentList ('[^']*'(?:, '[^']*')*)$/, startProcess],
  [/^& "\$env:ProgramFiles\\([^"]+)" (.+)$/, runInstalled],
  [/^Get-Package '([^']+)' \| Uninstall-Package$/, uninstallPackage],
  [/^Remove-Item -Recurse "\$env:ProgramData\\([^"]+)"$/, removeFolder],
];

/**
 * Runs a command of the page, in `folder`; answers its exit status and what it printed. One that is not known here is an error:
 * the page cannot change without this test. `input` is a file: what somebody types.
 */
export async function runPageCommand({ machine, folder }, text, input) {
  for (const [form, run] of FORMS) {
    const found = form.exec(text);
    if (found) return run({ machine, folder, input }, ...found.slice(1));
  }
  throw new Error(`the page has a command that this test does not know: ${text}`);
}

async function fetchFile({ folder }, file, url) {
  const answer = await fetch(url);
  if (answer.ok) writeFileSync(path.join(folder, file), Buffer.from(await answer.arrayBuffer()));
  return { status: answer.ok ? 0 : 1, stdout: "" };
}

function compareHash({ folder }, file, wanted) {
  const content = readFileSync(path.join(folder, file));
  const found = createHash("sha256").update(content).digest("hex").toUpperCase();
  return { status: 0, stdout: found === wanted ? "True" : "False" };
}

function startProcess({ machine, folder }, program, list) {
  const words = [...list.matchAll(/'([^']*)'/g)].map(([, word]) => word);
  return machine.run(program, words, { cwd: folder });
}

function runInstalled({ machine, folder, input }, program, words) {
  return machine.run("cmd", ["/c", `${PROGRAM_FILES}\\${program}`, ...words.split(" ")], {
    cwd: folder,
    input,
  });
}

async function uninstallPackage({ machine }, name) {
  const { stdout } = await machine.run("reg", ["query", UNINSTALL, "/s"]);
  const entries = stdout.split(/\r?\n(?=HKEY)/);
  const entry = entries.find((text) => new RegExp(`DisplayName\\s+REG_SZ\\s+${name}\\s*$`, "m").test(text));
  const code = /\{[0-9A-F-]{36}\}/i.exec(entry ?? "")?.[0];
  if (!code) throw new Error(`no package is called ${name}: ${stdout}`);
  return machine.run("msiexec", ["/x", code, "/qn"]);
}

function removeFolder({ machine }, name) {
  rmSync(machine.file("ProgramData", name), { recursive: true });
  return { status: 0, stdout: "" };
}
