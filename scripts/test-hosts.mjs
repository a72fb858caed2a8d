// npm run test:hosts [-- PART…]: real Debian hosts with systemd on this machine: the agent's contract, and the whole product around it.
import "./node-version.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { ensureRoot, skipReason } from "./hosts/debian-root.mjs";
import { RealHost } from "./hosts/real-host.mjs";

const ACCOUNTS = [{ name: "alice", fullName: "Alice Ng" }];

const reason = skipReason();
if (reason) {
  console.log(`skipped: ${reason}`);
  console.log("0 passed, 0 failed");
  process.exit(0);
}
ensureInstalled({ dev: true });

/** Each part gets a booted host with the account alice on it, `check(name, run)`, and `undo(run)` for when it is cut short. */
const PARTS = {
  contract: (await import("./hosts/contract-part.mjs")).contractPart,
  states: (await import("./hosts/states-part.mjs")).statesPart,
  agent: (await import("./hosts/agent-part.mjs")).agentPart,
  kills: (await import("./hosts/kills-part.mjs")).killsPart,
  boots: (await import("./hosts/boots-part.mjs")).bootsPart,
  loop: (await import("./hosts/loop-part.mjs")).loopPart,
  "two-hosts": (await import("./hosts/two-hosts-part.mjs")).twoHostsPart,
  trixie: (await import("./hosts/trixie-part.mjs")).trixiePart,
  xrdp: (await import("./hosts/xrdp-part.mjs")).xrdpPart,
  samba: (await import("./hosts/samba-part.mjs")).sambaPart,
  associate: (await import("./hosts/associate-part.mjs")).associatePart,
  start: (await import("./hosts/start-part.mjs")).startPart,
  install: (await import("./hosts/install-part.mjs")).installPart,
  shippers: (await import("./hosts/shippers-part.mjs")).shippersPart,
  windows: (await import("./hosts/windows-part.mjs")).windowsPart,
  "windows-install": (await import("./hosts/windows-install-part.mjs")).windowsInstallPart,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join(", ")}": choose from ${Object.keys(PARTS).join(", ")}.`);
  process.exit(1);
}

let passed = 0;
let failed = 0;
const failures = [];
async function check(name, run) {
  const startedAt = performance.now();
  try {
    await run();
    passed += 1;
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`  ok    ${name}${seconds < 0.1 ? "" : ` (${seconds.toFixed(1)} s)`}`);
  } catch (error) {
    failed += 1;
    failures.push(`  FAIL  ${name}\n        ${error instanceof Error ? error.message : error}`);
    console.log(failures.at(-1));
  }
}

const host = new RealHost({ name: "h1", address: "127.0.1.1", port: 2231, root: ensureRoot() });
const undone = [];
async function cutShort(code) {
  for (const undo of undone.splice(0).reverse()) await undo().catch(() => {});
  await host.remove().catch((error) => console.log(error.message));
  process.exit(code);
}
const deadline = setTimeout(() => {
  console.log("  FAIL  twenty minutes were not enough");
  console.log(`${passed} passed, ${failed + 1} failed`);
  void cutShort(1);
}, 1_200_000);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void cutShort(1));

try {
  host.prepare(ACCOUNTS);
  await host.boot();
  for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
    const undo = (run) => undone.push(run);
    await check(`the ${name} part ran to its end`, () => PARTS[name]({ host, check, undo }));
  }
} catch (error) {
  failed += 1;
  console.log(`  FAIL  ${error instanceof Error ? error.message : error}`);
} finally {
  clearTimeout(deadline);
  await host.remove();
}
// Once more at the end: a long log is often kept only by its end.
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
