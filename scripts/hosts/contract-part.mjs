import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { bundleAgent } from "./bundle-agent.mjs";

const PROGRAM = "/opt/curfew-agent/host-contract.cjs";

/** The agent's contract on the real logind, under the agent's own hardened unit. */
export async function contractPart({ host, check, platform = null, port = host.port }) {
  await bundleAgent("agent/testing/host-contract.ts", path.join(host.mount, PROGRAM));
  const name = platform === null ? "curfew-agent" : `curfew-agent-${platform}`;
  const unitFile = path.join(import.meta.dirname, `../../agent/packaging/${name}.service`);
  const env = `HOST_ADDRESS=${host.address} HOST_PORT=${port} HOST_PLATFORM=${platform ?? ""}`;
  const unit = readFileSync(unitFile, "utf8")
    .replace(/^Type=.*$/m, `Type=oneshot\nEnvironment=${env}`)
    .replace(/^ExecStart=.*$/m, `ExecStart=/usr/local/bin/node --max-old-space-size=96 ${PROGRAM} contract`)
    .replace(/^Restart(Sec)?=.*\n/gm, "");
  host.write("etc/systemd/system/curfew-contract.service", unit);
  await host.run("systemctl", ["daemon-reload"]);
  const { status, output } = await host.run("systemctl", ["start", "curfew-contract"], {
    timeoutMs: 180_000,
  });
  const results = path.join(host.mount, `var/lib/${name}/results.jsonl`);
  const lines = existsSync(results) ? readFileSync(results, "utf8").trim().split("\n") : [];
  for (const { name, problem } of lines.map((line) => JSON.parse(line))) {
    await check(name, () => {
      if (problem) throw new Error(problem);
    });
  }
  await check("the contract ran to its end under the hardened unit", async () => {
    if (status === 0 && lines.length > 0) return;
    const { output: journal } = await host.run("journalctl", [
      "-u",
      "curfew-contract",
      "-o",
      "cat",
      "-n",
      "15",
    ]);
    throw new Error(`${output.trim()} ${journal.trim()}`);
  });
}

/** What the agent's feed says, read inside the host. */
export async function readFeed(host, verb = "events") {
  const { status, output } = await host.run("/usr/local/bin/node", [PROGRAM, verb]);
  if (status !== 0) throw new Error(output.trim());
  return output
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}
