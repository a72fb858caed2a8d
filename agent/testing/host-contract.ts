import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { Fence } from "@/lib/domain/fence";
import { AGENT_CONTRACT } from "@/lib/protocol/agent-contract";
import type { ReportedEvent, ReportedSession } from "@/lib/protocol/messages";
import { systemClock } from "../clock";
import { Accounts } from "../logind/accounts";
import { WtmpFeed } from "../logind/wtmp";
import { openPlatform } from "../open-platform";
import type { Platform } from "../platform";
import { waitForDeparture } from "../wait-for-departure";
import { makeContractHarness } from "./contract-harness";

/** Runs inside a real host: `contract`, or `events` / `wtmp` / `sessions` to print what there is. */
const STATE_DIR = process.env.STATE_DIRECTORY ?? "/var/lib/curfew-agent";
const ADDRESS = process.env.HOST_ADDRESS ?? "127.0.1.1";
const PORT = process.env.HOST_PORT ?? "2231";
const ACCOUNT = "alice";
const isSamba = process.env.HOST_PLATFORM === "samba";
const log = (line: string) => process.stderr.write(`${line}\n`);
const execute = promisify(execFile);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const platform = await openPlatform(log, isSamba ? "samba" : null);
  const [verb] = process.argv.slice(2);
  if (verb === "events") print(await readAll(platform));
  else if (verb === "sessions") print(await platform.listSessions());
  else if (verb === "wtmp") {
    const { machineId } = await platform.facts();
    print((await new WtmpFeed(new Accounts(), machineId).read(null, 10_000)).events);
  } else await runContract(platform);
  await platform.close();
}

async function runContract(platform: Platform): Promise<void> {
  const clients = new Set<ChildProcess>();
  const stateDir = `${STATE_DIR}/contract`;
  mkdirSync(stateDir, { recursive: true });
  const harness = await makeContractHarness({
    platform,
    stateDir,
    clock: systemClock,
    async logOn() {
      clients.add(isSamba ? openShare() : openSsh());
      return { accountName: ACCOUNT };
    },
    passTime: () => pause(20),
  });
  const checks = [
    ...AGENT_CONTRACT.map((check) => ({ name: check.name, run: () => check.run(harness) })),
    ...(isSamba ? [] : LINUX_CHECKS).map((check) => ({ name: check.name, run: () => check.run(platform) })),
  ];
  for (const { name, run } of checks) {
    const startedAt = performance.now();
    let problem: string | null = null;
    try {
      await run();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    appendFileSync(`${STATE_DIR}/results.jsonl`, `${JSON.stringify({ name, problem, seconds })}\n`);
    for (const client of clients) client.kill();
    clients.clear();
    for (const session of isSamba ? [] : await platform.listSessions()) {
      await execute("loginctl", ["kill-session", "--signal=KILL", session.sessionId]).catch(() => {});
    }
    await until(
      `no session is left after: ${name}`,
      async () => (await platform.listSessions()).length === 0,
    );
  }
  harness.close();
}

const LINUX_CHECKS: readonly { readonly name: string; run(platform: Platform): Promise<void> }[] = [
  {
    name: "announces a logon within 300 ms of logind's own record, and fills the terminal in",
    async run(platform) {
      const seen: number[] = [];
      const stop = platform.watch(async (change) => {
        if (change !== "sessions" || seen.length > 0) return;
        if ((await platform.listSessions()).length > 0) seen.push(Date.now());
      });
      const client = openSsh();
      const session = await firstSession(platform, (row) => row.line.startsWith("pts/"));
      stop();
      const late = (seen[0] ?? Number.POSITIVE_INFINITY) - session.loggedOnAt;
      expect(late < 300, `seen ${late} ms after it began`);
      expect(session.kind === "ssh", `kind is ${session.kind}`);
      expect(
        session.clientAddress === "127.0.0.1" || session.clientAddress === ADDRESS,
        session.clientAddress,
      );
      expect(session.account.displayName === "Alice Ng", `displayName is ${session.account.displayName}`);
      client.kill();
    },
  },
  {
    name: "lists a session without a terminal",
    async run(platform) {
      openSsh(["-T"], "sleep 60");
      const session = await firstSession(platform, () => true);
      expect(session.kind === "ssh", `kind is ${session.kind}`);
    },
  },
  {
    name: "writes a message to the terminal, control characters made harmless",
    async run(platform) {
      const client = openSsh();
      let screen = "";
      client.stdout?.setEncoding("utf8").on("data", (text: string) => {
        screen += text;
      });
      const session = await firstSession(platform, (row) => row.line !== "");
      const answer = await platform.message(
        await fenceOf(platform, session),
        "Please save\u001b[2J your work.",
      );
      expect(answer.kind === "done", `${answer.kind}: ${answer.detail}`);
      await until("the message is on the screen", async () => screen.includes("Please save?[2J your work."));
    },
  },
  {
    name: "says that a lock is not confirmed, and that a disconnect cannot be had",
    async run(platform) {
      openSsh();
      const fence = await fenceOf(platform, await firstSession(platform, () => true));
      const lock = await platform.lock(fence);
      expect(lock.kind === "unconfirmed", `${lock.kind}: ${lock.detail}`);
      const disconnect = await platform.disconnect(fence);
      expect(disconnect.kind === "unsupported", `${disconnect.kind}: ${disconnect.detail}`);
    },
  },
  {
    name: "presses on with a closing session in which something was left running",
    async run(platform) {
      const client = openSsh(
        ["-T"],
        "trap '' TERM HUP; nohup setsid sh -c \"trap '' TERM HUP; sleep 300\" >/dev/null 2>&1 & sleep 0.2",
      );
      await once(client, "exit");
      const session = await firstSession(platform, (row) => row.state === "closing");
      const fence = await fenceOf(platform, session);
      const asked = await platform.logOff(fence, "ask");
      expect(asked.kind === "done", `${asked.kind}: ${asked.detail}`);
      const forces: string[] = [];
      const departure = await waitForDeparture(platform, systemClock, fence, {
        patienceMs: 15_000,
        insist: async (force) => {
          forces.push(force);
          await platform.logOff(fence, force);
        },
      });
      expect(departure.kind === "gone", `${departure.kind}: ${departure.detail}`);
      expect(forces.length > 0, "it went without being pressed: the check proves nothing");
    },
  },
  {
    name: "does not believe a session record that somebody else wrote into the journal",
    async run(platform) {
      const before = await readAll(platform);
      const forged =
        "printf 'MESSAGE_ID=3354939424b4456d9802ca8333ed424a\\nSESSION_ID=forged\\nUSER_ID=alice\\nMESSAGE=Removed session 1.\\n' | logger --journald";
      const client = openSsh(["-T"], forged);
      await once(client, "exit");
      await until("the forged record is in the journal", async () => {
        const { stdout } = await execute("journalctl", [
          "-q",
          "-o",
          "cat",
          "_UID=1000",
          "MESSAGE=Removed session 1.",
        ]);
        return stdout.includes("Removed session 1.");
      });
      const after = await readAll(platform);
      const removed = after.slice(before.length).filter((event) => event.eventId === 2);
      expect(!removed.some((event) => event.sessionId === "forged"), "a forged logoff was believed");
    },
  },
];

function openSsh(options: string[] = ["-tt"], command = "sleep 300"): ChildProcess {
  const fixed = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    "BatchMode=yes",
  ];
  return spawn(
    "ssh",
    [
      ...options,
      ...fixed.flatMap((option) => ["-o", option]),
      ...["-i", "/etc/ssh/test_key", "-p", PORT, `${ACCOUNT}@${ADDRESS}`, command],
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
}

/** As long as its input is open, the share is. */
function openShare(): ChildProcess {
  const share = "//127.0.0.1/files";
  return spawn("smbclient", ["-p", PORT, "-U", `${ACCOUNT}%Passw0rd!`, share], {
    stdio: ["pipe", "ignore", "inherit"],
  });
}

async function firstSession(
  platform: Platform,
  isIt: (session: ReportedSession) => boolean,
): Promise<ReportedSession> {
  const found: ReportedSession[] = [];
  await until("the session that was opened", async () => {
    found.push(...(await platform.listSessions()).filter(isIt));
    return found.length > 0;
  });
  const [session] = found;
  if (!session) throw new Error("waited for a session and found none");
  return session;
}

async function fenceOf(platform: Platform, session: ReportedSession): Promise<Fence> {
  const [{ machineId }, { id: bootId }] = await Promise.all([platform.facts(), platform.boot()]);
  const { sessionId, loggedOnAt, account } = session;
  return { machineId, bootId, sessionId, loggedOnAt, accountKey: account.key };
}

async function readAll(platform: Platform): Promise<ReportedEvent[]> {
  const events: ReportedEvent[] = [];
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<Platform["readEvents"]>> = await platform.readEvents(cursor, 1_000);
    events.push(...batch.events);
    if (batch.cursor === cursor) return events;
    cursor = batch.cursor;
  }
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endAt = performance.now() + 15_000;
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(`waited in vain until ${what}`);
    await pause(20);
  }
}

function print(rows: readonly object[]): void {
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
}

function expect(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message);
}
