import { setTimeout as pause } from "node:timers/promises";
import { POLICY_INFORMATION_BYTES } from "../windows/audit-policy";
import { EventLogs } from "../windows/event-logs";
import { LOGON_DATA } from "../windows/logon-layout";
import { Logons } from "../windows/logons";
import { SESSION_INFO } from "../windows/session-layout";
import { Wts } from "../windows/wts";
import { codeOf, equal, expect, fenceOf, sessionOf, type WindowsCheck } from "./windows-stage";

/** What holds of the bindings for sessions, logons and policy, with a stand-in in the place of what Wine lacks. */
export const WINDOWS_SESSION_CHECKS: readonly WindowsCheck[] = [
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
];
