import { EventLogs } from "../windows/event-logs";
import { Wts } from "../windows/wts";
import { STAND_IN_LOG } from "./stand-in-windows";
import { equal, expect, livingAtRest, readToEnd, sessionOf, until, type WindowsCheck } from "./windows-stage";

const EVENTS_OF_ONE_ID = "*[System[(EventID=4624)]]";

/** What holds of the bindings for event logs, and of hints; and that everything is given back. */
export const WINDOWS_EVENT_CHECKS: readonly WindowsCheck[] = [
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
