import { expect, test } from "vitest";
import { hostGaps, hostMarks } from "./host-marks";

const time = (iso: string) => new Date(iso);
const now = Date.parse("2026-11-20T14:00:00Z");
const window = { from: now - 86_400_000, until: now };
const host = {
  reportedAt: new Date(now - 2_000),
  recordedSince: time("2026-11-01T00:00:00Z"),
  enrolledAt: time("2026-11-01T00:00:00Z"),
};

test("a crash stands before the boot that ended it", () => {
  const marks = hostMarks(
    [
      { startedAt: time("2026-11-20T08:00:00Z"), crashedAfter: null, crashedBefore: null },
      {
        startedAt: time("2026-11-20T12:00:00Z"),
        crashedAfter: time("2026-11-20T11:40:00Z"),
        crashedBefore: null,
      },
    ],
    "UTC",
  );
  expect(marks.map((mark) => [mark.kind, mark.label])).toEqual([
    ["boot", "Boot 08:00"],
    ["crash", "Crash before 12:00"],
    ["boot", "Boot 12:00"],
  ]);
});

test("no data: before the first known boot, and since the host fell silent", () => {
  expect(hostGaps(host, window, now, "UTC")).toEqual([]);
  const silent = {
    ...host,
    reportedAt: time("2026-11-20T13:00:00Z"),
    recordedSince: time("2026-11-20T00:00:00Z"),
  };
  expect(hostGaps(silent, window, now, "UTC").map((gap) => [gap.from, gap.until])).toEqual([
    [window.from, Date.parse("2026-11-20T00:00:00Z")],
    [Date.parse("2026-11-20T13:00:00Z"), now],
  ]);
  // A host that was only ever imported owes no report.
  expect(hostGaps({ ...silent, enrolledAt: null }, window, now, "UTC")).toHaveLength(1);
  expect(hostGaps({ ...host, recordedSince: null }, window, now, "UTC")).toHaveLength(1);
});
