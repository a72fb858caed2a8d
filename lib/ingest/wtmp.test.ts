import { expect, test } from "vitest";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { Reject } from "./report";
import { readWtmp } from "./wtmp";

interface Utmp {
  readonly type: number;
  readonly line?: string;
  readonly user?: string;
  readonly host?: string;
  readonly address?: readonly number[];
}

function utmp({ type, line = "", user = "", host = "", address = [] }: Utmp): Buffer {
  const record = Buffer.alloc(384);
  record.writeInt16LE(type, 0);
  record.write(line, 8);
  record.write(user, 44);
  record.write(host, 76);
  record.writeUInt32LE(4_000_000_000, 340);
  record.writeInt32LE(250_000, 344);
  Buffer.from(address).copy(record, 348);
  return record;
}

function read(bytes: Uint8Array, pieceBytes = bytes.length) {
  const events: AuditEvent[] = [];
  const rejects: Reject[] = [];
  const reader = readWtmp({
    event: ({ event }) => events.push(event),
    reject: (reject) => rejects.push(reject),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  reader.finish();
  return { events, rejects, tally: reader.tally };
}

const records = [
  utmp({ type: 2, line: "~", user: "reboot", host: "6.1.0" }),
  utmp({ type: 6, line: "tty1", user: "LOGIN" }),
  utmp({ type: 7, line: "pts/0", user: "zoë", host: "pc-7", address: [10, 0, 0, 7] }),
  utmp({
    type: 7,
    line: "pts/1",
    user: "ann",
    address: [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  }),
  utmp({ type: 8, line: "pts/0" }),
  utmp({ type: 1, line: "~~", user: "runlevel" }),
  utmp({ type: 1, line: "~~", user: "shutdown" }),
];

test.each([384 * 7, 1, 500])("boots, logons, logoffs and stops, in pieces of %i bytes", (pieceBytes) => {
  const { events, rejects, tally } = read(Buffer.concat(records), pieceBytes);
  const base = { ...EMPTY_EVENT, log: "wtmp", at: 4_000_000_000_250 } as const;
  expect(events).toEqual([
    { ...base, recordId: 0, eventId: 2 },
    {
      ...base,
      recordId: 2,
      eventId: 7,
      sessionId: "pts/0",
      userName: "zoë",
      workstation: "pc-7",
      address: "10.0.0.7",
    },
    {
      ...base,
      recordId: 3,
      eventId: 7,
      sessionId: "pts/1",
      userName: "ann",
      address: "2001:0db8:0000:0000:0000:0000:0000:0001",
    },
    { ...base, recordId: 4, eventId: 8, sessionId: "pts/0" },
    { ...base, recordId: 6, eventId: 1, userName: "shutdown" },
  ]);
  expect(rejects).toEqual([]);
  expect(tally).toMatchObject({ bytes: 7 * 384, recordBytes: 7 * 384, kept: 5, skipped: 2 });
});

test("what is no record, and half of one, are told", () => {
  const noise = Buffer.alloc(384, 0xfe);
  const bytes = Buffer.concat([records[0] ?? noise, noise, records[4] ?? noise, noise.subarray(0, 100)]);
  const { events, rejects, tally } = read(bytes);
  expect(events.map(({ recordId }) => recordId)).toEqual([0, 2]);
  expect(rejects).toEqual([
    { offset: 384, bytes: 384, line: null, reason: "no record of wtmp" },
    { offset: 1152, bytes: 100, line: null, reason: "the file ends inside of a record" },
  ]);
  expect(tally.recordBytes + tally.rejectedBytes).toBe(bytes.length);
});
