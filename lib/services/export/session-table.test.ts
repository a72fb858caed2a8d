import { expect, test } from "vitest";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import { ndjsonRows } from "./ndjson";
import { sessionTable } from "./session-table";

const START = Date.parse("2026-03-12T08:00:00Z");
const END = Date.parse("2026-03-12T11:47:00Z");
const proof = { log: "Security", recordId: 150, eventId: 4647, at: END } as const;

const plain: RecordedSession = {
  id: "7",
  hostId: 1,
  hostName: "WS-014",
  accountName: "CORP\\m.okafor",
  associateId: 217,
  associateName: "m.okafor",
  bootId: 1,
  logonId: "0x26159",
  sessionId: "2",
  logonType: 2,
  address: null,
  startedAt: START,
  startedBefore: null,
  startNotBefore: null,
  startRecord: 120,
  ending: {
    kind: "logged_off",
    at: END,
    notBefore: END,
    notAfter: END,
    confidence: "exact",
    because: "4647: the user logged off",
    records: [proof],
  },
  segments: [{ kind: "locked", from: START, until: START + 90_000 }],
  clockStepSeconds: 0,
  liveAsOf: null,
  order: null,
};

async function rowsOf(...sessions: RecordedSession[]) {
  const rows: unknown[] = [];
  async function* each() {
    yield* sessions;
  }
  for await (const line of ndjsonRows(sessionTable(each()))) rows.push(JSON.parse(line));
  return rows;
}

test("who forced it stands beside the order, its outcome and its proof; nobody where nobody did", async () => {
  const order = { id: 12, state: "proved", by: "a.lund", proof } as const;
  expect(await rowsOf({ ...plain, order }, plain, { ...plain, order: { ...order, by: null } })).toMatchObject(
    [
      { order: 12, order_asked_by: "a.lund", order_outcome: "proved", records: "Security 4647 #150" },
      { order: null, order_asked_by: null, order_outcome: null },
      { order: 12, order_asked_by: null },
    ],
  );
});

test("lengths count certain time, and what was locked in it", async () => {
  expect(await rowsOf(plain)).toMatchObject([{ known_seconds: 13_620, locked_seconds: 90, idle_seconds: 0 }]);
});
