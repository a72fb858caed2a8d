import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unpackRaw } from "@/lib/storage/unpack-raw";
import { bulkBody, securityDocuments } from "../testing/security-documents";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";

let gateway: TestGateway;
let token: { token: string; tokenId: number };
beforeAll(async () => {
  gateway = await startTestGateway();
  token = await gateway.apiToken({ group: "Lab" });
});
afterAll(() => gateway.close());

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  call(gateway.port, path, {
    body,
    headers: { authorization: `Bearer ${token.token}`, "content-type": "application/json", ...headers },
  });
const from = Date.UTC(2026, 4, 4, 8);
const documents = (host: string, count: number) => securityDocuments({ host, count, from });
const recordsOf = async (name: string) => {
  const hosts = await gateway.db.prisma.host.findMany({
    where: { name: { startsWith: name, mode: "insensitive" } },
  });
  const rows = await gateway.db.prisma.auditEvent.findMany({
    where: { hostId: { in: hosts.map(({ id }) => id) } },
    orderBy: { recordId: "asc" },
  });
  return rows.map(({ recordId }) => Number(recordId));
};
const oneTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const counts = async () => {
  const { added, known, skipped, rejected } = await gateway.db.prisma.apiToken.findUniqueOrThrow({
    where: { id: token.tokenId },
  });
  return [added, known, skipped, rejected].map(Number);
};

test("_bulk: answered compactly after the commit, packed or not; sent again, kept once", async () => {
  const before = await counts();
  const body = bulkBody(documents("BULK-1", 30));
  const first = await post("/_bulk", gzipSync(body), { "content-encoding": "gzip" });
  expect(first.status).toBe(200);
  expect(first.text).toContain(`"errors":false,"items":[{"create":{"status":201}},`);
  expect(first.json()).toMatchObject({ errors: false });
  expect((first.json() as { items: unknown[] }).items).toHaveLength(30);
  expect(await recordsOf("BULK-1")).toEqual(oneTo(30));
  const kept = await gateway.db.pool.query<{ raw: unknown }>(
    `SELECT raw_of(raw, raw_block, raw_line) AS raw FROM audit_event JOIN host ON host.id = host_id
     WHERE host.name ILIKE 'BULK-1%' AND record_id = 7`,
  );
  const [raw] = await unpackRaw(
    gateway.db,
    kept.rows.map((row) => row.raw),
  );
  expect(raw).toMatchObject({ "winlog.record_id": "7", "event.code": "4624" });
  const again = await post("/winlogbeat-8.17.0/_bulk?filter_path=errors", body);
  expect(again.json()).toMatchObject({ errors: false });
  expect(await recordsOf("BULK-1")).toEqual(oneTo(30));
  const after = await counts();
  expect(after.map((n, i) => n - (before[i] ?? 0))).toEqual([30, 30, 0, 0]);
});

test("a host that becomes known through a token begins in its group", async () => {
  await post("/_bulk", bulkBody(documents("GROUPED-1", 1)));
  const host = await gateway.db.prisma.host.findFirstOrThrow({
    where: { name: { startsWith: "GROUPED-1", mode: "insensitive" } },
  });
  expect(host.group).toBe("Lab");
});

test("_bulk: a document that is no record of ours is kept as a reject, and answered as created", async () => {
  const before = await counts();
  const [good] = documents("BULK-2", 1);
  const body = `${bulkBody([{ message: "hello" }, good ?? {}])}{"index":{}}\nno json\n{"index":{}}\n\n`;
  const answer = await post("/_bulk", body);
  expect(answer.json()).toMatchObject({
    errors: false,
    items: [
      { create: { status: 201 } },
      { create: { status: 201 } },
      { index: { status: 201 } },
      { index: { status: 201 } },
    ],
  });
  expect(await recordsOf("BULK-2")).toEqual([1]);
  const after = await counts();
  expect(after.map((n, i) => n - (before[i] ?? 0))).toEqual([1, 0, 0, 3]);
  const rejects = await gateway.db.prisma.ingestReject.findMany({
    where: { source: `token:${token.tokenId}` },
    orderBy: { id: "desc" },
    take: 3,
  });
  expect(rejects.map(({ place }) => place)).toEqual(["line 8", "line 6", "line 2"]);
  expect(rejects[1]).toMatchObject({ reason: "the line is not JSON", sample: "no json" });
});

test("_bulk: what would change a record is refused one by one; the others are kept", async () => {
  const [first, second] = documents("BULK-3", 2);
  const body = [
    bulkBody([first ?? {}]),
    `{"delete":{"_id":"1"}}\n{"update":{"_id":"1"}}\n{"doc":{}}\n`,
    bulkBody([second ?? {}], "index"),
  ].join("");
  const answer = (await post("/_bulk", body)).json() as { items: Record<string, { status: number }>[] };
  expect(answer).toMatchObject({ errors: true });
  expect(answer.items.flatMap((item) => Object.values(item).map(({ status }) => status))).toEqual([
    201, 400, 400, 201,
  ]);
  expect(await recordsOf("BULK-3")).toEqual([1, 2]);
});

test("_bulk: a malformed action is refused whole, naming its line; nothing is kept", async () => {
  const body = `${bulkBody(documents("BULK-4", 2))}{"made-up":{}}\n{}\n`;
  const answer = await post("/_bulk", body);
  expect(answer.status).toBe(400);
  expect(answer.text).toContain("Malformed action/metadata line [5]");
  expect(await recordsOf("BULK-4")).toEqual([]);
});

test("NDJSON: lines, an array, packed, with a byte order mark; rejects are told by line", async () => {
  const lines = documents("LINES-1", 4).map((document) => JSON.stringify(document));
  const body = `\uFEFF${lines.slice(0, 2).join("\r\n")}\r\n\r\nnonsense\r\n${lines[2]}`;
  const answer = await post("/ingest/ndjson", gzipSync(body), { "content-encoding": "gzip" });
  expect(answer.json()).toEqual({
    received: 4,
    kept: 3,
    ofNoInterest: 0,
    rejected: 1,
    rejects: [{ where: "line 4", reason: "the line is not JSON" }],
  });
  const array = await post("/ingest/ndjson", `\n [${lines.join(",\n")}] \n`);
  expect(array.json()).toMatchObject({ received: 4, kept: 4, rejected: 0 });
  expect(await recordsOf("LINES-1")).toEqual(oneTo(4));
  const cut = await post("/ingest/ndjson", `[${lines[0]},`);
  expect(cut.json()).toMatchObject({
    kept: 1,
    rejected: 1,
    rejects: [{ reason: "the array is not closed" }],
  });
});

test("NDJSON: the XML that Windows renders, as PowerShell hands it on", async () => {
  const xml = `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4634</EventID><TimeCreated SystemTime='2026-05-04T08:00:00Z'/><EventRecordID>9</EventRecordID><Channel>Security</Channel><Computer>XML-1</Computer></System><EventData><Data Name='TargetUserSid'>S-1-5-21-1-2-3-1104</Data><Data Name='TargetUserName'>a.user</Data><Data Name='TargetDomainName'>CORP</Data><Data Name='TargetLogonId'>0x26159</Data><Data Name='LogonType'>2</Data></EventData></Event>`;
  const answer = await post("/ingest/ndjson", JSON.stringify({ xml }));
  expect(answer.json()).toMatchObject({ received: 1, kept: 1, rejected: 0 });
  expect(await recordsOf("XML-1")).toEqual([9]);
});

test("records of no interest are counted, not kept", async () => {
  const [document] = documents("SKIP-1", 1) as { winlog: { event_id: string } }[];
  if (document) document.winlog.event_id = "5156";
  const answer = await post("/ingest/ndjson", JSON.stringify(document));
  expect(answer.json()).toMatchObject({ received: 1, kept: 0, ofNoInterest: 1, rejected: 0 });
});

test("an empty body brings nothing", async () => {
  expect((await post("/_bulk", "")).json()).toMatchObject({ errors: false, items: [] });
  expect((await post("/ingest/ndjson", "")).json()).toMatchObject({ received: 0 });
  expect((await post("/ingest/ndjson", "[]")).json()).toMatchObject({ received: 0 });
});

test("many requests at once are committed together, each answered for itself", async () => {
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, n) => post("/_bulk", bulkBody(documents(`CROWD-${n}`, 3)))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await recordsOf("CROWD-")).toHaveLength(72);
});
