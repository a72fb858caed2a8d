import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { equal, openSsh } from "./agent-part.mjs";
import { bundleAgent } from "./bundle-agent.mjs";
import { contractPart, readFeed } from "./contract-part.mjs";
import { ensureRoot } from "./debian-root.mjs";
import { loopPart } from "./loop-part.mjs";
import { until } from "./product-facts.mjs";
import { RealHost } from "./real-host.mjs";
import { statesPart } from "./states-part.mjs";

/** Debian 13: no utmp, terminals that logind does not name, a session of class manager beside each person's own. */
export async function trixiePart({ check, undo }) {
  const root = rootOrReason();
  if (root.reason) return console.log(`  skipped: Debian 13 cannot be had here: ${root.reason}`);
  const host = new RealHost({ name: "h13", address: "127.0.1.13", port: 2213, root: root.folder });
  undo(() => host.remove());
  const in13 = (name, run) => check(`Debian 13: ${name}`, run);
  try {
    host.prepare([{ name: "alice", fullName: "Alice Ng" }]);
    await host.boot();
    await contractPart({ host, check: in13 });
    await statesPart({ host, check: in13 });
    await in13("the managers beside the sessions are in neither list nor feed", async () => {
      const client = openSsh(host);
      try {
        const rows = await until("the manager", async () => {
          const { output } = await host.run("loginctl", ["list-sessions", "--no-legend"]);
          return /\bmanager\b/.test(output) && output.trim().split("\n");
        });
        const managers = rows.flatMap((row) => (/\bmanager\b/.test(row) ? [row.trim().split(/\s+/)[0]] : []));
        const feed = await until("the logon in the feed", async () => {
          const events = await readFeed(host);
          return events.at(-1)?.eventId === 1 && events;
        });
        equal(
          feed.filter(({ sessionId }) => managers.includes(sessionId)),
          [],
        );
      } finally {
        client.kill("SIGKILL");
      }
    });
    await in13("wtmp.db of this host can be imported: boots, logons, logoffs", () => readsWtmpdb(host));
    await loopPart({ host, check: in13, undo });
  } finally {
    await host.remove();
  }
}

/** A mirror need not have it. */
function rootOrReason() {
  try {
    return { folder: ensureRoot("trixie") };
  } catch (error) {
    return { reason: error.message };
  }
}

async function readsWtmpdb(host) {
  const file = path.join(host.mount, "var/log/wtmp.db");
  equal(existsSync(file), true);
  const bundle = path.join(host.mount, "opt/open-log.mjs");
  await bundleAgent("lib/ingest/open-log.ts", bundle, "esm");
  const { openLog } = await import(bundle);
  async function* content() {
    yield readFileSync(file);
  }
  const log = await openLog(content());
  const events = [];
  for await (const batch of log.batches) events.push(...batch.events.map(({ event }) => event));
  const { format, rejected, bytes, recordBytes, structureBytes } = log.report();
  equal([format, rejected, recordBytes + structureBytes], ["wtmpdb", 0, bytes]);
  const { output } = await host.run("wtmpdb", ["last", "--time-format=iso"]);
  const told = output.split("\n").filter((line) => line.startsWith("alice")).length;
  const ons = events.filter(({ eventId, userName }) => eventId === 7 && userName === "alice");
  equal([events[0].eventId, ons.length, told > 0], [2, told, true]);
}
