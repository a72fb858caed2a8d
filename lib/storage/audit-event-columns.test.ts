import { expect, test } from "vitest";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { OtherFieldTexts, otherFieldsOf } from "./audit-event-columns";

const plain: AuditEvent = {
  ...EMPTY_EVENT,
  log: "Security",
  recordId: 1,
  at: 0,
  eventId: 4624,
  sid: "S-1-5-21-1",
};

test("texts are those of the event's own fields, whatever was written before", () => {
  const texts = new OtherFieldTexts();
  const changed = Object.keys(EMPTY_EVENT)
    .filter((name) => !["log", "recordId", "at", "eventId"].includes(name))
    .map((name): AuditEvent => ({ ...plain, [name]: name === "elevated" ? true : "x" }));
  expect(changed.length).toBeGreaterThan(10);
  for (const event of [plain, ...changed, ...changed, plain]) {
    expect(JSON.parse(texts.of(event)), JSON.stringify(event)).toEqual(otherFieldsOf(event));
  }
});

test("one account with ever other fields is written each time", () => {
  const texts = new OtherFieldTexts();
  for (let n = 0; n < 100; n++) {
    const event = { ...plain, workstation: `WS-${n % 40}` };
    expect(JSON.parse(texts.of(event))).toEqual({ sid: plain.sid, workstation: `WS-${n % 40}` });
  }
});
