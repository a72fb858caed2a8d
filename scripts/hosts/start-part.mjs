import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { buildStale } from "../build.mjs";
import { equal, openSsh } from "./agent-part.mjs";
import { findBelow } from "./processes.mjs";
import { ProductFacts, until } from "./product-facts.mjs";
import { RealHost } from "./real-host.mjs";

const PROJECT = path.join(import.meta.dirname, "../..");
const CHECKOUT = "/opt/curfew";
const DATA = "/var/lib/curfew";
const PORTS = ["PORT=3252", "GATEWAY_PORT=3253"];
/** A logon is listed within this. */
const LISTED_MS = 5_000;

/** `npm start` on a machine with a session manager: it lists who is on that very machine, today and after the next start. */
export async function startPart({ host: { root }, check, undo }) {
  await buildStale();
  const binds = [`--bind-ro=${PROJECT}:${CHECKOUT}`];
  const host = new RealHost({ name: "h2", address: "127.0.1.2", port: 2232, root, binds });
  undo(() => host.remove());
  const clients = [];
  const socket = path.join(host.mount, DATA, "postgres/socket");
  const url = `postgresql://postgres@localhost/curfew?host=${encodeURIComponent(socket)}`;
  const facts = new ProductFacts(url, host.name);
  try {
    host.prepare([{ name: "alice", fullName: "Alice Ng" }]);
    await host.boot();
    const logOn = async () => {
      const before = (await facts.liveSessions()).map(({ sessionId }) => sessionId);
      clients.push(openSsh(host));
      return until(
        "the live session",
        async () => (await facts.liveSessions()).find(({ sessionId }) => !before.includes(sessionId)),
        LISTED_MS,
      );
    };

    const first = startCurfewOn(host);
    await check("npm start enrols the machine it runs on", () => first.enrolled());
    await check("an ssh logon there is listed within 5 s", async () => {
      const { name, state } = await logOn();
      equal([name, state], ["alice", "active"]);
    });
    const before = await facts.agents();
    await check("one agent came of it", () => equal(before.length, 1));
    await check("Ctrl+C stops all of it", () => stopsWhole(first, host));

    const second = startCurfewOn(host);
    await check("the next start says the same", () => second.enrolled());
    await check("another logon is listed beside the first within 5 s", async () => {
      await logOn();
      equal((await facts.liveSessions()).length, 2);
    });
    await check("it is the same agent, without another enrolment", async () => {
      equal(await facts.agents(), before);
    });
    await check("Ctrl+C stops all of that too", () => stopsWhole(second, host));
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await facts.close().finally(() => host.remove());
  }
}

/** As root does it in the checkout's folder. */
function startCurfewOn(host) {
  const program = ["env", "-C", CHECKOUT, `CURFEW_DATA=${DATA}`, ...PORTS, "node", "scripts/start.mjs"];
  const child = spawn("nsenter", ["-t", String(host.leader), "-a", ...program], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
  });
  const ended = once(child, "exit");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    async enrolled() {
      await until("all of it to be up", () => said.includes("Ctrl+C stops everything.") || isOver(), 30_000);
      const line = said.split("\n").find((each) => each.startsWith("  This host:"));
      equal(line ?? said.trim(), `  This host:  ${host.name} is enrolled; its sessions are listed`);
    },
    /** Resolves with the exit status. */
    async interrupt() {
      if (isOver()) throw new Error(`it had ended by itself: ${said.trim()}`);
      process.kill(findBelow(child.pid, "scripts/start.mjs"), "SIGINT");
      const isEnded = await Promise.race([ended, pause(15_000, null, { ref: false })]);
      if (!isEnded) throw new Error(`it did not stop within 15 s: ${said.trim()}`);
      return isEnded[0];
    },
  };
}

async function stopsWhole(started, host) {
  const running = async () => (await host.run("pgrep", ["-fa", "node|next|postgres|curfew"])).output;
  const parts = ["scripts/start.mjs", "postgres -D", "dist/gateway.mjs", "next", "dist/agent.cjs"];
  const during = await running();
  equal(
    parts.filter((part) => !during.includes(part)),
    [],
  );
  equal(await started.interrupt(), 0);
  equal(await running(), "");
  const left = ["running.json", "agent-token", "postgres/pgdata/postmaster.pid"];
  equal(
    left.filter((file) => existsSync(path.join(host.mount, DATA, file))),
    [],
  );
}
