import { expect, it } from "vitest";
import { LOGIND } from "@/lib/domain/audit-event";
import { auditEventSchema } from "@/lib/protocol/messages";
import type { Accounts } from "./accounts";
import { gapBehind, readJournalLine } from "./journal-record";
import { ManagerSessions } from "./manager-sessions";

const BOOT = "aa2ba6b67cb7466f9929ac94837c475e";
const CURSOR = `s=ec3c51d34c77465a87990c199794bfa0;i=3a;b=${BOOT};m=92fb0ccc;t=660b4b9d6ab61;x=e55ba17bceed1f67`;
const NEW_SESSION = {
  __CURSOR: CURSOR,
  __REALTIME_TIMESTAMP: "1795179188497249",
  _BOOT_ID: BOOT,
  _SYSTEMD_UNIT: "systemd-logind.service",
  MESSAGE_ID: "8d45620c1a4348dbb17410da57c60c66",
  MESSAGE: "New session 1 of user alice.",
  SESSION_ID: "1",
  USER_ID: "alice",
  LEADER: "36",
};
const accounts = {
  find: async (name: string) => (name === "alice" ? { uid: 1000, name, displayName: "Alice Ng" } : null),
} as Accounts;
const host = { accounts, managers: new ManagerSessions(252), machineId: "m1" };

async function read(fields: Record<string, unknown>, previousBoot: string | null = BOOT) {
  const record = await readJournalLine(JSON.stringify(fields), previousBoot, host);
  return record?.event ?? null;
}

it("reads a session of logind: number, instant, boot, account", async () => {
  const event = await read(NEW_SESSION);
  expect(auditEventSchema.parse(event)).toMatchObject({
    log: "logind",
    recordId: 0x3a,
    at: 1_795_179_188_497.249,
    eventId: LOGIND.SESSION_NEW,
    boot: BOOT,
    sid: "uid:1000@m1",
    userName: "alice",
    sessionId: "1",
    logonId: "1",
  });
});

it("keeps the name of an account that is not known any more", async () => {
  expect(await read({ ...NEW_SESSION, USER_ID: "gone" })).toMatchObject({ userName: "gone", sid: null });
});

it("does not believe records that were not written by who should have written them", async () => {
  expect(await read({ ...NEW_SESSION, _SYSTEMD_UNIT: "user@1000.service" })).toBeNull();
  const shutdown = {
    ...NEW_SESSION,
    MESSAGE_ID: "39f53479d3a045ac8e11786248231fbf",
    UNIT: "shutdown.target",
  };
  expect(await read({ ...shutdown, _PID: "777" })).toBeNull();
  expect((await read({ ...shutdown, _PID: "1" }))?.eventId).toBe(LOGIND.SHUTDOWN);
});

it("leaves out what systemd 257 opens beside a person's session", async () => {
  const message = "New session '2' of user 'alice' with class 'manager' and type 'unspecified'.";
  expect(await read({ ...NEW_SESSION, MESSAGE: message })).toBeNull();
  const own = message.replace("manager", "user").replace("unspecified", "tty");
  expect((await read({ ...NEW_SESSION, MESSAGE: own }))?.eventId).toBe(LOGIND.SESSION_NEW);
});

it("takes the journal's start for a boot only where the boot differs", async () => {
  const start = {
    ...NEW_SESSION,
    MESSAGE_ID: "f77379a8490b408bbe5f6940505a777b",
    _SYSTEMD_UNIT: "systemd-journald.service",
    _TRANSPORT: "driver",
  };
  expect((await read(start, null))?.eventId).toBe(LOGIND.BOOT);
  expect((await read(start, "0".repeat(32)))?.eventId).toBe(LOGIND.BOOT);
  expect(await read(start, BOOT)).toBeNull();
  expect(await read({ ...start, _TRANSPORT: "journal" }, null)).toBeNull();
});

it("passes over what is not a record, and fields that are not text", async () => {
  expect(await readJournalLine("-- No entries --", null, host)).toBeNull();
  expect(await readJournalLine('{"MESSAGE":"no cursor"}', null, host)).toBeNull();
  const event = await read({ ...NEW_SESSION, MESSAGE: [78, 255], SYSLOG_RAW: null });
  expect(event?.raw).not.toHaveProperty("MESSAGE");
});

it("tells a gap when the record of a cursor is not in the journal any more", () => {
  const oldest = (sequence: number, journal = "ec3c51d34c77465a87990c199794bfa0") =>
    JSON.stringify({
      __CURSOR: `s=${journal};i=${sequence.toString(16)};b=${BOOT};t=660b4b9d70000`,
      __REALTIME_TIMESTAMP: "1795179189000000",
    });
  const gap = gapBehind(CURSOR, oldest(0x3a + 121));
  expect(auditEventSchema.parse(gap?.event)).toMatchObject({
    log: "logind",
    eventId: 0,
    recordId: 0x3b,
    at: 1_795_179_188_497.249,
    newAt: 1_795_179_189_000,
    boot: BOOT,
    reason: "120",
  });
  expect(gap?.cursor).toBe(CURSOR);
  // Nothing lies between, the cursor's own record is there, or there is no journal to look into.
  expect(gapBehind(CURSOR, oldest(0x3b))).toBeNull();
  expect(gapBehind(CURSOR, JSON.stringify({ __CURSOR: CURSOR }))).toBeNull();
  expect(gapBehind(CURSOR, "")).toBeNull();
  // A journal that was begun anew counts from one again.
  expect(gapBehind(CURSOR, oldest(5, "f".repeat(32)))?.event?.reason).toBe("some");
});
