import { expect, test } from "vitest";
import { clockMilliseconds } from "./clock-milliseconds";
import { evidenceWords, recordName } from "./evidence-words";

test("a record is named by the log it stands in", () => {
  const ref = { recordId: 7, at: 0 };
  expect(recordName({ ...ref, log: "Security", eventId: 4647 })).toBe("4647");
  expect(recordName({ ...ref, log: "logind", eventId: 2 })).toBe("logind: session removed");
  expect(recordName({ ...ref, log: "wtmp", eventId: 8 })).toBe("wtmp 8");
});

test("the host's own words win; without them the state is explained", () => {
  const target = { state: "failed", detail: "Access denied (5)", hostName: "TS-04" } as const;
  expect(evidenceWords(target, "10:53")).toBe("Access denied (5)");
  expect(evidenceWords({ ...target, detail: "" }, "10:53")).toBe("The host could not do it.");
  expect(evidenceWords({ ...target, state: "queued", detail: "" }, "10:53")).toBe(
    "Waiting for TS-04; held until 10:53",
  );
  expect(evidenceWords({ ...target, state: "cancelled", detail: "by a.novak" }, "")).toBe(
    "Cancelled by a.novak",
  );
});

test("milliseconds are kept, before and after 1970", () => {
  const at = Date.parse("2026-11-19T20:17:30.907Z");
  expect(clockMilliseconds(at, at, "UTC")).toBe("20:17:30.907");
  expect(clockMilliseconds(-93, -93, "UTC")).toBe("23:59:59.907");
});
