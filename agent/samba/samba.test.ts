import { expect, it } from "vitest";
import { LOGIND } from "@/lib/domain/audit-event";
import { type JournalLine, readJournalLine } from "./audit-line";
import { ShareRuns } from "./share-runs";
import { readSmbStatus } from "./smb-status";

const BOOT = "aa2ba6b67cb7466f9929ac94837c475e";
let next = 0;

function record(fields: Readonly<Record<string, string>>, at = 1_000): JournalLine {
  next += 1;
  const line = readJournalLine(
    JSON.stringify({
      __CURSOR: `s=ec3c;i=${next.toString(16)};b=${BOOT};t=1`,
      __REALTIME_TIMESTAMP: String(at * 1000 + 250),
      _BOOT_ID: BOOT,
      ...fields,
    }),
  );
  if (!line) throw new Error("not a record");
  return line;
}

function audit(verb: string, share: string, { pid = "199", user = "alice", at = 1_000, uid = "0" } = {}) {
  const MESSAGE = `curfew|${user}|10.0.0.7|${pid}|${verb}|ok|${share}`;
  return record({ SYSLOG_IDENTIFIER: "smbd_audit", _UID: uid, _PID: pid, MESSAGE }, at);
}

const start = (boot = BOOT) =>
  record({ MESSAGE_ID: "f77379a8490b408bbe5f6940505a777b", _TRANSPORT: "driver", _BOOT_ID: boot });

it("a session lasts from the first share that is opened until the last is closed", () => {
  const runs = new ShareRuns();
  const told = [
    start(),
    audit("connect", "IPC$", { at: 2_000 }),
    audit("disconnect", "IPC$", { at: 2_001 }),
    audit("connect", "files", { at: 2_002 }),
    audit("connect", "home", { at: 2_500 }),
    audit("disconnect", "files", { at: 3_000 }),
    audit("disconnect", "home", { at: 4_000 }),
    audit("disconnect", "home", { at: 4_001 }),
  ].map((each) => runs.take(each));
  expect(told.map((change) => [change?.eventId, change?.run?.id])).toEqual([
    [LOGIND.BOOT, undefined],
    [undefined, undefined],
    [undefined, undefined],
    [LOGIND.SESSION_NEW, "199-2002"],
    [undefined, undefined],
    [undefined, undefined],
    [LOGIND.SESSION_REMOVED, "199-2002"],
    [undefined, undefined],
  ]);
});

it("keeps two people on one connection apart, and a process id that is given again", () => {
  const runs = new ShareRuns();
  runs.take(audit("connect", "files", { at: 2_000 }));
  runs.take(audit("connect", "files", { user: "bob", at: 2_100 }));
  expect([runs.find(199, "alice")?.id, runs.find(199, "bob")?.id]).toEqual(["199-2000", "199-2100"]);
  runs.take(audit("disconnect", "files", { at: 2_200 }));
  expect(runs.find(199, "alice")).toBeNull();
  expect(runs.take(audit("connect", "files", { at: 9_000 }))?.run?.id).toBe("199-9000");
});

it("opens nothing over a restart of the host", () => {
  const runs = new ShareRuns();
  runs.take(audit("connect", "files"));
  expect(runs.take(start("b".repeat(32)))?.eventId).toBe(LOGIND.BOOT);
  expect(runs.find(199, "alice")).toBeNull();
});

it("does not believe a line that somebody else wrote", () => {
  expect(audit("disconnect", "files", { uid: "1000" }).line).toBeNull();
  expect(record({ MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf", _PID: "777" }).line).toBeNull();
  expect(readJournalLine("-- No entries --")).toBeNull();
});

it("reads smbstatus: who, from where, with which shares", () => {
  const server_id = { pid: "199", task_id: "0", vnn: "4294967295", unique_id: "1" };
  const session = { session_id: "7", server_id, uid: 1000, gid: 1000, username: "alice", groupname: "alice" };
  const tcon = { server_id, session_id: "7", machine: "m", connected_at: "2026-11-21T16:02:48.005403+00:00" };
  const text = JSON.stringify({
    version: "4.17.12-Debian",
    sessions: { 7: { ...session, remote_machine: "desk-4", hostname: "ipv6:fd00::7:55058" } },
    tcons: { 1: { ...tcon, service: "files" }, 2: { ...tcon, service: "IPC$" } },
    open_files: {},
  });
  expect(readSmbStatus(text)).toEqual({
    version: "4.17.12-Debian",
    sessions: [
      {
        pid: 199,
        uid: 1000,
        user: "alice",
        address: "fd00::7",
        shares: ["files"],
        connectedAt: Date.UTC(2026, 10, 21, 16, 2, 48, 5),
      },
    ],
  });
  expect(() => readSmbStatus("smbstatus: no --json")).toThrow("it takes Samba 4.17 or later");
});
