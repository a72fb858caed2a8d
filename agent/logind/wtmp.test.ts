import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { auditEventSchema } from "@/lib/protocol/messages";
import type { Accounts } from "./accounts";
import { WtmpFeed } from "./wtmp";

const accounts = {
  find: async (name: string) => ({ uid: 1000, name, displayName: name }),
} as unknown as Accounts;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "curfew-wtmp-"));
  file = path.join(folder, "wtmp");
});
afterEach(() => rmSync(folder, { recursive: true }));

function record(type: number, line: string, user: string, seconds: number, address: number[] = []): Buffer {
  const bytes = Buffer.alloc(384);
  bytes.writeInt16LE(type, 0);
  bytes.writeInt32LE(4242, 4);
  bytes.write(line, 8);
  bytes.write(user, 44);
  bytes.writeUInt32LE(seconds, 340);
  bytes.writeInt32LE(250_000, 344);
  Buffer.from(address).copy(bytes, 348);
  return bytes;
}

const on = (seconds: number) => record(7, "pts/0", "alice", seconds, [10, 0, 0, 7]);
const off = (seconds: number) => record(8, "pts/0", "", seconds);
const feed = () => new WtmpFeed(accounts, "m1", file);

it("reads boots, stops, logons and logoffs, and leaves the rest out", async () => {
  const boot = record(2, "~", "reboot", 100);
  const stop = record(1, "~", "shutdown", 900);
  const others = [
    record(1, "~", "runlevel", 110),
    record(6, "tty1", "LOGIN", 120),
    record(3, "{", "date", 130),
  ];
  writeFileSync(file, Buffer.concat([boot, ...others, on(200), off(300), stop]));
  const { events } = await feed().read(null, 100);
  expect(events.map((event) => [event.eventId, event.recordId])).toEqual([
    [2, 0],
    [7, 4],
    [8, 5],
    [1, 6],
  ]);
  expect(events[1]).toMatchObject({
    userName: "alice",
    sid: "uid:1000@m1",
    sessionId: "pts/0",
    address: "10.0.0.7",
    at: 200_250,
  });
  expect(events[3]?.userName).toBe("shutdown");
  for (const event of events) expect(() => auditEventSchema.parse(event)).not.toThrow();
});

it("goes on from its cursor, and waits for the rest of a half-written record", async () => {
  writeFileSync(file, Buffer.concat([on(1), off(2), on(3).subarray(0, 100)]));
  const first = await feed().read(null, 1);
  const second = await feed().read(first.cursor, 10);
  expect(second.events.map((event) => event.recordId)).toEqual([1]);
  expect(await feed().read(second.cursor, 10)).toEqual({ events: [], cursor: second.cursor });
  appendFileSync(file, on(3).subarray(100));
  expect((await feed().read(second.cursor, 10)).events.map((event) => event.at)).toEqual([3_250]);
});

it("reads the rest of a file that was rotated away, then the new one", async () => {
  writeFileSync(file, on(1));
  const { cursor } = await feed().read(null, 10);
  appendFileSync(file, off(2));
  renameSync(file, `${file}.1`);
  writeFileSync(file, on(3));
  const seen: number[] = [];
  let at = cursor;
  for (let round = 0; round < 4; round++) {
    const batch = await feed().read(at, 10);
    seen.push(...batch.events.map((event) => event.at));
    at = batch.cursor;
  }
  expect(seen).toEqual([2_250, 3_250]);
});

it("says nothing where there is no file, and starts over in one that was emptied", async () => {
  expect(await feed().read(null, 10)).toEqual({ events: [], cursor: null });
  writeFileSync(file, Buffer.concat([on(1), off(2)]));
  const { cursor } = await feed().read(null, 10);
  writeFileSync(file, on(9));
  expect((await feed().read(cursor, 10)).events.map((event) => event.at)).toEqual([9_250]);
});
