import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../testing/start-test-gateway";
import { call } from "../testing/test-agent";

let gateway: TestGateway;
let authorization: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${(await gateway.apiToken()).token}`;
});
afterAll(() => gateway.close());

const post = (body: string | Buffer, headers: Record<string, string>) =>
  call(gateway.port, "/v1/logs", { body, headers: { authorization, ...headers } });
const json = { "content-type": "application/json" };
const protobuf = { "content-type": "application/x-protobuf" };

const eventXml = (recordId: number) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4647</EventID><TimeCreated SystemTime='2026-05-04T08:00:00.1234567Z'/><EventRecordID>${recordId}</EventRecordID><Channel>Security</Channel><Computer>OTEL-1</Computer></System><EventData><Data Name='TargetUserSid'>S-1-5-21-1-2-3-1104</Data><Data Name='TargetUserName'>a.user</Data><Data Name='TargetDomainName'>CORP</Data><Data Name='TargetLogonId'>0x26159</Data></EventData></Event>`;
const request = (bodies: readonly unknown[]) => ({
  resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: bodies.map((body) => ({ body })) }] }],
});
const stored = async () => {
  const rows = await gateway.db.prisma.auditEvent.findMany({ orderBy: { recordId: "asc" } });
  return rows.map(({ recordId }) => Number(recordId));
};

test("JSON, packed: taken wholly, or told as a partial success", async () => {
  const whole = await post(gzipSync(JSON.stringify(request([{ stringValue: eventXml(1) }]))), {
    ...json,
    "content-encoding": "gzip",
  });
  expect([whole.status, whole.json()]).toEqual([200, {}]);
  const partly = await post(
    JSON.stringify(request([{ stringValue: eventXml(2) }, { stringValue: "no event" }])),
    json,
  );
  expect(partly.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: "1" } });
  expect(await stored()).toEqual([1, 2]);
});

/** The least of protobuf: a field with a length. */
function field(number: number, value: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = value.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), value]);
}

test("protobuf: answered in protobuf", async () => {
  const record = (text: string) => field(2, field(5, field(1, Buffer.from(text))));
  const body = (texts: readonly string[]) => field(1, field(2, Buffer.concat(texts.map(record))));
  const whole = await post(body([eventXml(11)]), protobuf);
  expect([whole.status, whole.text, whole.headers["content-type"]]).toEqual([
    200,
    "",
    "application/x-protobuf",
  ]);
  const partly = await post(body([eventXml(12), "no event"]), protobuf);
  // partial_success { rejected_log_records: 1, error_message: … }
  expect(Buffer.from(partly.text.slice(0, 1)).toString("hex")).toBe("0a");
  expect(Buffer.from(partly.text.slice(2, 4)).toString("hex")).toBe("0801");
  expect(await stored()).toEqual(expect.arrayContaining([11, 12]));
});

test("a refusal is told as OTLP tells it", async () => {
  const refused = await call(gateway.port, "/v1/logs", { body: "{}", headers: json });
  expect(refused.status).toBe(401);
  expect(refused.json()).toMatchObject({ code: 16, message: expect.stringContaining("No API token") });
});
