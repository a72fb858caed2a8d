import { expect, test } from "vitest";
import type { Stretch, StretchKind } from "@/lib/domain/coverage";
import { stretchTitle, stretchWords } from "./coverage-words";

const at = (iso: string) => Date.parse(iso);
const stretch: Stretch = {
  kind: "cleared",
  weight: "blind",
  log: "Security",
  from: at("2026-03-01T08:00:00Z"),
  until: at("2026-03-03T09:30:00Z"),
  who: "CORP\\a.lund",
  missing: null,
  seconds: null,
};
const say = (change: Partial<Stretch>, timeZone = "UTC") => {
  const { because, consequence } = stretchWords({ ...stretch, ...change }, timeZone);
  return `${because} ${consequence}`;
};

test("a cleared log: by whom, when in the reader's zone, and what follows", () => {
  expect(say({})).toBe(
    "The Security log was cleared by CORP\\a.lund at Tue 3 Mar 2026 09:30. Logons and logoffs between Sun 1 Mar 2026 08:00 and Tue 3 Mar 2026 09:30 cannot be told.",
  );
  expect(say({ from: null, who: null }, "Asia/Kathmandu")).toBe(
    "The Security log was cleared at Tue 3 Mar 2026 15:15. Logons and logoffs before Tue 3 Mar 2026 15:15 cannot be told.",
  );
  expect(say({ weight: "note", from: stretch.until })).toContain("Everything before it had been read");
  expect(say({ who: "\u202Egnp" })).toContain("⟨202E⟩gnp");
});

test("gaps, policies and clocks in words", () => {
  expect(say({ kind: "gap", missing: 1 })).toContain("1 record of the Security log is missing between");
  expect(say({ kind: "gap", missing: 700, log: "LocalSessionManager" })).toContain(
    "700 records of the session manager's log are missing between",
  );
  expect(say({ kind: "gap", log: "wtmp" })).toContain("Records of wtmp are missing between");
  expect(say({ kind: "no_logoffs", from: null, until: null })).toContain(
    "Audit Logoff was off, as the host reports its policy.",
  );
  expect(say({ kind: "no_logoffs", until: at("2026-03-01T18:00:00Z") })).toContain(
    "Audit Logoff was off, Sun 1 Mar 2026 08:00–18:00.",
  );
  expect(say({ kind: "clock", seconds: -7_200 })).toContain("The clock was set back 2 h 00 m");
  expect(say({ kind: "skew", seconds: -12 })).toContain("off by −12.0 s");
});

test("every kind has a sentence, a consequence and a short name", () => {
  const kinds: readonly StretchKind[] = [
    "never",
    "before_first",
    "log_missing",
    "cleared",
    "dropped",
    "gap",
    "ended",
    "silent",
    "no_logons",
    "no_logoffs",
    "no_turns",
    "policy_changed",
    "clock",
    "skew",
  ];
  for (const kind of kinds) {
    expect(say({ kind })).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
    expect(say({ kind })).not.toMatch(/null|undefined|NaN/);
    expect(stretchTitle(kind)).not.toBe("");
  }
});
