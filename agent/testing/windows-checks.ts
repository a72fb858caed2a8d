import { setTimeout as pause } from "node:timers/promises";
import type { Fence } from "@/lib/domain/fence";
import { POLICY_INFORMATION_BYTES } from "../windows/audit-policy";
import { EventLogs } from "../windows/event-logs";
import type { Koffi } from "../windows/load-koffi";
import { LOGON_DATA } from "../windows/logon-layout";
import { Logons } from "../windows/logons";
import type { SessionHints } from "../windows/session-hints";
import { SESSION_INFO } from "../windows/session-layout";
import { WindowsError } from "../windows/windows-error";
import type { WindowsPlatform } from "../windows/windows-platform";
import { Wts } from "../windows/wts";
import { STAND_IN_LOG, type StandInWindows } from "./stand-in-windows";

export interface WindowsCheck {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

export interface Stage {
  readonly koffi: Koffi;
  readonly standIn: StandInWindows;
  readonly platform: WindowsPlatform;
  readonly hints: SessionHints;
  /** A folder for what is kept on disk. */
  readonly stateDir: string;
}

const EVENTS_OF_ONE_ID = "*[System[(EventID=4624)]]";

/** What holds of the bindings of Windows, with a stand-in in the place of what Wine lacks. */
export const WINDOWS_CHECKS: readonly WindowsCheck[] = [
  {
    name: "reads structures where the compiler puts them",
    async run({ standIn }) {
      const session = Array.from({ length: 9 }, (_, i) => standIn.pull("SessionLayout", i));
      equal(session, Object.values(SESSION_INFO), "WTSINFOEXW");
      const logon = Array.from({ length: 7 }, (_, i) => standIn.pull("LogonLayout", i));
      equal(logon, Object.values(LOGON_DATA).slice(0, 7), "SECURITY_LOGON_SESSION_DATA");
      equal(
        [standIn.pull("LogonLayout", 7), standIn.pull("LogonLayout", 8)],
        [8, 8],
        "LSA_UNICODE_STRING, LUID",
      );
      const policy = [0, 1].map((i) => standIn.pull("PolicyLayout", i));
      equal(policy, [POLICY_INFORMATION_BYTES, 16], "AUDIT_POLICY_INFORMATION");
      equal(
        [0, 1, 2].map((i) => standIn.pull("EventLayout", i)),
        [16, 12, 10],
        "EVT_VARIANT",
      );
    },
  },
  {
    name: "carries names whole: long ones, of any script, and outside of the basic plane",
    async run({ standIn, platform }) {
      const names = ["Jürgen Müller-Łódź", "大山 太郎", "𝒜lice 🦉", "x".repeat(256)];
      const ids = names.map((name) => standIn.logOn(name, { domain: "Bücher", client: { name: "PC-🖥" } }));
      const sessions = await platform.listSessions();
      for (const [index, name] of names.entries()) {
        const session = sessions.find(({ sessionId }) => sessionId === String(ids[index]));
        equal(
          [session?.account.name, session?.account.domain, session?.clientName],
          [name, "Bücher", "PC-🖥"],
          name,
        );
      }
      for (const id of ids) standIn.pull("Remove", id);
    },
  },
  {
    name: "tells where a client is, and whether it is one",
    async run({ standIn, platform }) {
      const family = (number: number, ...bytes: number[]) => Buffer.from([number, 0, 0, 0, ...bytes]);
      const v6 = [0x20, 1, 0xd, 0xb8, ...new Array(11).fill(0), 1];
      const clients: readonly (readonly [Buffer, string])[] = [
        [family(2, 0, 0, 10, 20, 30, 40), "10.20.30.40"],
        [Buffer.concat([family(2), Buffer.from("192.0.2.7\0")]), "192.0.2.7"],
        [family(23, ...v6), "2001:db8::1"],
        [family(0), ""],
      ];
      for (const [address, expected] of clients) {
        const id = standIn.logOn("alice", { client: { address } });
        const session = await sessionOf(platform, id);
        equal([session.clientAddress, session.kind], [expected, "remote"], expected);
        standIn.pull("Remove", id);
      }
      const id = standIn.logOn("alice");
      equal([(await sessionOf(platform, id)).kind], ["console"], "kind");
      standIn.pull("Remove", id);
    },
  },
  {
    name: "leaves out what is nobody's session, and tells active, idle, locked and disconnected",
    async run({ standIn, platform }) {
      standIn.pull("Station", 0, 4, "Services");
      standIn.pull("Station", 65_536, 6, "RDP-Tcp");
      standIn.pull("Station", 30, 1, "Console");
      const id = standIn.logOn("alice", { client: { name: "PC" } });
      const states: string[] = [];
      const look = async () => states.push((await sessionOf(platform, id)).state);
      await look();
      standIn.pull("Lock", id, 0, 700);
      await look();
      standIn.pull("Lock", id, 1, 700);
      await look();
      const fence = await fenceOf(platform, id);
      equal([(await platform.disconnect(fence)).kind], ["done"], "disconnect");
      await look();
      equal(states, ["active", "idle", "locked", "disconnected"], "states");
      equal([(await sessionOf(platform, id)).kind], ["remote"], "kind of a disconnected session");
      equal([(await platform.message(fence, "Hello")).kind], ["refused"], "message to nobody");
      equal(
        (await platform.listSessions()).map(({ sessionId }) => sessionId),
        [String(id)],
        "sessions",
      );
      for (const each of [0, 65_536, 30, id]) standIn.pull("Remove", each);
    },
  },
  {
    name: "shows a message whole, and does not wait for its reader",
    async run({ standIn, platform }) {
      const id = standIn.logOn("alice");
      const fence = await fenceOf(platform, id);
      const text = `Bitte speichern Sie 🙏 – ${"in 60 s ".repeat(100)}`;
      equal([(await platform.message(fence, text)).kind], ["done"], "answer");
      equal(
        [standIn.pull("LastTitle"), standIn.pull("LastText"), standIn.pull("LastReader")],
        ["Curfew", text, id],
        "box",
      );
      standIn.pull("Lock", id, 1, 0);
      equal([(await platform.message(fence, text)).kind], ["unconfirmed"], "behind a locked screen");
      equal([(await platform.lock()).kind], ["unsupported"], "lock");
      standIn.pull("Remove", id);
    },
  },
  {
    name: "gives the number of an error from the thread that made it, with many on their way",
    async run({ koffi, standIn }) {
      const wts = new Wts(koffi, standIn.libraries.sessions);
      const logs = new EventLogs(koffi, standIn.libraries.events);
      const codes = await Promise.all(
        Array.from({ length: 300 }, (_, i) =>
          i % 2 === 0 ? codeOf(wts.logOff(9_999)) : codeOf(logs.extent("No such log")),
        ),
      );
      equal([...new Set(codes.filter((_, i) => i % 2 === 0))], [7022], "a session that is not there");
      equal([...new Set(codes.filter((_, i) => i % 2 === 1))], [15007], "a log that is not there");
    },
  },
  {
    name: "believes no TRUE of WTSDisconnectSession",
    async run({ koffi, standIn, platform }) {
      // The trap itself: no error for a session that is not there.
      await new Wts(koffi, standIn.libraries.sessions).disconnect(9_999);
      const fence = await fenceOf(platform, standIn.logOn("alice"));
      standIn.pull("Vanish", 1);
      const answer = await platform.disconnect(fence);
      standIn.pull("Vanish", 0);
      equal([answer.kind], ["refused"], answer.detail);
    },
  },
  {
    name: "lets the event loop go on while Windows takes its time",
    async run({ koffi, standIn }) {
      const wts = new Wts(koffi, standIn.libraries.sessions);
      standIn.pull("Delay", 1_500);
      let isThere = false;
      const listing = wts.list().then(() => {
        isThere = true;
      });
      let turns = 0;
      while (!isThere) {
        turns += 1;
        await pause(5);
      }
      await listing;
      standIn.pull("Delay", 0);
      expect(turns > 3, `the loop turned ${turns} times meanwhile`);
    },
  },
  {
    name: "takes the filtered logon of an administrator's two for the session's, by the token",
    async run({ koffi, standIn, platform }) {
      const id = standIn.logOn("root", { client: { isAdministrator: true } });
      const logons = (await new Logons(koffi, standIn.libraries.logons).list()).filter(
        ({ sessionId }) => sessionId === id,
      );
      equal([logons.length], [2], "logons of the session");
      const own = `0x${BigInt(String(standIn.pull("ProcessLogon"))).toString(16)}`;
      equal([(await sessionOf(platform, id)).logonId], [own], "logon id");
      standIn.pull("Remove", id);
    },
  },
  {
    name: "reads the audit policy by its numbers, and says why where it may not",
    async run({ standIn, platform }) {
      const { subcategories } = await platform.auditPolicy();
      equal(
        subcategories.map(({ setting }) => setting),
        ["success_and_failure", "success", "failure", "none", "none", "none"],
        "settings",
      );
      standIn.pull("RefusePolicy", 1);
      const refusal = await platform.auditPolicy().then(() => "", String);
      standIn.pull("RefusePolicy", 0);
      expect(refusal.includes("1314") && refusal.includes("auditpol"), refusal);
    },
  },
  {
    name: "reads an event that is longer than a first guess",
    async run({ koffi, standIn }) {
      const logs = new EventLogs(koffi, standIn.libraries.events);
      standIn.pull("WriteLong", 15_000);
      const { xml } = await logs.read("Security", EVENTS_OF_ONE_ID, null, 100_000);
      const last = xml.at(-1) ?? "";
      expect(last.includes("ä".repeat(15_000)) && last.endsWith("</Event>"), `${last.length} characters`);
    },
  },
  {
    name: "tells how many records a log dropped unread, and begins anew with a new log",
    async run({ standIn, platform }) {
      standIn.pull("Remove", standIn.logOn("alice"));
      let cursor = await readToEnd(platform);
      standIn.pull("WriteOther", STAND_IN_LOG.System, 40);
      standIn.pull("Remove", standIn.logOn("bob"));
      standIn.pull("DropRecords", STAND_IN_LOG.System, 1_000);
      standIn.pull("Remove", standIn.logOn("carol"));
      const { events, cursor: past } = await platform.readEvents(cursor, 1_000);
      const told = events
        .filter(({ log }) => log === "System")
        .map(({ eventId, reason }) => [eventId, reason]);
      equal(
        told,
        [
          [0, "41"],
          [7001, null],
        ],
        "after a gap",
      );
      equal([(await platform.readEvents(past, 1_000)).events.length], [0], "told once");
      cursor = await readToEnd(platform);
      standIn.pull("RestartLog", STAND_IN_LOG.System);
      standIn.pull("Remove", standIn.logOn("dave"));
      const anew = (await platform.readEvents(cursor, 1_000)).events.filter(({ log }) => log === "System");
      equal(
        anew.map(({ eventId, recordId }) => [eventId, recordId]),
        [[7001, 1]],
        "after a restart",
      );
    },
  },
  {
    name: "moves its cursor past what is of no interest only now and then",
    async run({ standIn, platform }) {
      const before = await readToEnd(platform);
      standIn.pull("WriteOther", STAND_IN_LOG.Security, 50);
      equal([(await platform.readEvents(before, 100)).cursor], [before], "after 50 records");
      standIn.pull("WriteOther", STAND_IN_LOG.Security, 6_000);
      const after = (await platform.readEvents(before, 100)).cursor;
      expect(after !== before, "6,000 records of no interest did not move it");
      standIn.pull("DropRecords", STAND_IN_LOG.Security, 6_000);
      const { events } = await platform.readEvents(after, 100);
      equal(events, [], "records of no interest are no gap");
    },
  },
  {
    name: "rings from the thread of a subscription, and ends one while it rings",
    async run({ koffi, standIn, platform }) {
      let rung = 0;
      const stop = platform.watch((change) => {
        if (change === "events") rung += 1;
      });
      standIn.pull("Remove", standIn.logOn("alice"));
      await until("the bell", () => rung > 0);
      stop();
      const logs = new EventLogs(koffi, standIn.libraries.events);
      const before = await livingAtRest(standIn);
      for (let i = 0; i < 30; i++) {
        const end = await logs.subscribe("Security", EVENTS_OF_ONE_ID, () => {});
        for (let j = 0; j < 5; j++) standIn.pull("Remove", standIn.logOn("alice"));
        await end();
      }
      equal([await livingAtRest(standIn)], [before], "handles");
    },
  },
  {
    name: "keeps whose a session was for the hint of its end, and guesses at no name",
    async run({ standIn, platform, hints }) {
      const id = standIn.logOn("alice");
      const { account } = await sessionOf(platform, id);
      const cursor = await readToEnd(platform);
      standIn.pull("Remove", id);
      const at = Date.now();
      hints.note({ source: "WTS", code: 6, sessionId: id, at });
      hints.note({ source: "SENS", code: 2, userName: "CORP\\alice", sessionId: null, at });
      const told: unknown[] = [];
      await until("two hints", async () => {
        const { events } = await platform.readEvents(cursor, 100);
        const hinted = events.filter(({ log }) => log === "WTS" || log === "SENS");
        told.splice(
          0,
          told.length,
          ...hinted.map((one) => [one.log, one.eventId, one.sessionId, one.sid, one.userName]),
        );
        return hinted.length === 2;
      });
      equal(
        told,
        [
          ["WTS", 6, String(id), account.key, "alice"],
          ["SENS", 2, null, null, "alice"],
        ],
        "hints",
      );
    },
  },
  {
    name: "gives everything back: 10,000 enumerations, and whole looks and readings",
    async run({ koffi, standIn, platform }) {
      const ids = ["alice", "bob", "carol"].map((name) => standIn.logOn(name, { client: { name: "PC" } }));
      const wts = new Wts(koffi, standIn.libraries.sessions);
      const work = async (rounds: number) => {
        for (let i = 0; i < rounds; i++) await wts.list();
        for (let i = 0; i < rounds / 100; i++) await platform.listSessions();
        for (let i = 0; i < rounds / 500; i++) await platform.readEvents(null, 50);
        await platform.auditPolicy();
      };
      await work(1_000);
      const before = { living: await livingAtRest(standIn), bytes: process.memoryUsage().rss };
      await work(10_000);
      equal([await livingAtRest(standIn)], [before.living], "given out and not given back");
      const grown = (process.memoryUsage().rss - before.bytes) / 1_048_576;
      expect(grown < 100, `${grown.toFixed(0)} MB more`);
      for (const id of ids) standIn.pull("Remove", id);
    },
  },
];

/** The platform looks by itself now and then: what is out while it does so comes back. What leaks does not. */
export async function livingAtRest(standIn: StandInWindows): Promise<number> {
  let lowest = standIn.living();
  for (let i = 0; i < 40; i++) {
    await pause(10);
    lowest = Math.min(lowest, standIn.living());
  }
  return lowest;
}

async function sessionOf(platform: WindowsPlatform, id: number) {
  const session = (await platform.listSessions()).find(({ sessionId }) => sessionId === String(id));
  if (!session) throw new Error(`session ${id} is not listed`);
  return session;
}

async function fenceOf(platform: WindowsPlatform, id: number): Promise<Fence> {
  const { sessionId, loggedOnAt, account } = await sessionOf(platform, id);
  const { machineId } = await platform.facts();
  return { machineId, bootId: (await platform.boot()).id, sessionId, loggedOnAt, accountKey: account.key };
}

async function readToEnd(platform: WindowsPlatform): Promise<string | null> {
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<WindowsPlatform["readEvents"]>> = await platform.readEvents(
      cursor,
      1_000,
    );
    if (batch.cursor === cursor) return cursor;
    cursor = batch.cursor;
  }
}

function codeOf(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => 0,
    (error: unknown) => (error instanceof WindowsError ? error.code : -1),
  );
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endAt = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(`waited in vain for ${what}`);
    await pause(10);
  }
}

function equal(found: readonly unknown[], expected: readonly unknown[], what: string): void {
  const [have, want] = [found, expected].map((list) => JSON.stringify(list));
  expect(have === want, `${what}: ${have} instead of ${want}`);
}

function expect(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message.slice(0, 500));
}
