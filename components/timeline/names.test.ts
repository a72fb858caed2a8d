import { describe, expect, test } from "vitest";
import { endingSentence, lengthWords, pieceName, sessionName } from "./names";
import { pieces } from "./pieces";
import { at, crashed, loggedOff, open, session } from "./testing-sessions";

const zone = "UTC";
const locked = [{ kind: "locked", from: at("2026-11-20T10:00Z"), until: at("2026-11-20T10:13Z") }] as const;
const ordered = session("2026-11-20T09:02Z", "2026-11-20T11:47Z", {
  segments: locked,
  order: {
    id: 12,
    state: "proved",
    by: "a.lund",
    proof: { log: "Security", recordId: 150, eventId: 4647, at: at("2026-11-20T11:47Z") },
  },
});

describe("names", () => {
  test("a session ended by a proved order", () => {
    expect(sessionName(ordered, zone)).toBe(
      "Session on WS-014, 09:02–11:47, locked 13 min, ended by order 12 of a.lund, proved by event 4647, record 150",
    );
    expect(endingSentence(ordered, zone)).toBe(
      "Ended by order 12 of a.lund at 11:47:00, proved by event 4647, record 150.",
    );
  });

  test("every piece carries the session's words and its own", () => {
    expect(pieces(ordered).map((piece) => pieceName(piece, zone).split("; here ")[1])).toEqual([
      "active 09:02–10:00, 58 min",
      "locked 10:00–10:13, 13 min",
      "active 10:13–11:47, 1 h 34 m",
    ]);
    expect(pieceName(pieces(ordered)[0] ?? fail(), zone)).toMatch(/^Session on WS-014, 09:02–11:47, locked/);
    const plain = session("2026-11-20T09:02Z", "2026-11-20T11:47Z");
    expect(pieceName(pieces(plain)[0] ?? fail(), zone)).toBe("Session on WS-014, 09:02–11:47, logged off");
  });

  test("an unproved order says so, and where the end lies", () => {
    const gone = {
      ...ordered,
      segments: [],
      ending: crashed("2026-11-20T11:40Z", "2026-11-20T11:47Z"),
      order: { id: 12, state: "unproved" as const, proof: null },
    };
    expect(sessionName(gone, zone)).toBe(
      "Session on WS-014, 09:02–11:40, ended by order 12 between 11:40 and 11:47, not proved",
    );
  });

  test("no name turns the direction of the sentence", () => {
    const order = { id: 12, state: "unproved" as const, by: "\u202Edn", proof: null };
    const turned = session("2026-11-20T09:02Z", "2026-11-20T11:47Z", { hostName: "WS\u2066", order });
    expect(endingSentence(turned, zone)).toBe("Ended by order 12 of ⟨202E⟩dn at 11:47:00, not proved.");
    expect(sessionName(turned, zone, "m\u200F")).toMatch(/^m⟨200F⟩, session on WS⟨2066⟩, /);
  });

  test("open reads as of, never still logged on", () => {
    const left = session("2026-11-20T09:02Z", "", { ending: open("2026-11-20T14:02Z") });
    expect(endingSentence(left, zone)).toBe("Open as of 14:02.");
    expect(lengthWords(left)).toBe("≥ 5 h 00 m");
    expect(endingSentence({ ...left, liveAsOf: at("2026-11-21T01:00Z") }, zone)).toBe(
      "Still on as the host reported at Sat 21 Nov 01:00.",
    );
  });

  test("an inferred end names its interval", () => {
    const broken = session("2026-11-20T09:02Z", "", {
      ending: crashed("2026-11-20T23:50Z", "2026-11-21T06:10Z"),
    });
    expect(endingSentence(broken, zone)).toBe(
      "Ended by a crash of WS-014 between 23:50 and Sat 21 Nov 06:10.",
    );
    expect(pieceName(pieces(broken)[1] ?? fail(), zone)).toContain(
      "; here perhaps still on Fri 20 Nov 23:50 – Sat 21 Nov 06:10",
    );
  });

  test("a shutdown that records are missing before is the latest end, and not the certain one", () => {
    const told = session("2026-11-20T09:02Z", "", {
      ending: {
        kind: "shut_down",
        at: at("2026-11-20T17:00Z"),
        notBefore: at("2026-11-20T12:00Z"),
        notAfter: at("2026-11-20T17:00Z"),
        confidence: "low",
        because:
          "1100: the event log stopped with the host; 1102: the audit log was cleared since it was last seen",
        records: [],
      },
    });
    expect(endingSentence(told, zone)).toBe(
      "Ended by the shutdown of WS-014 or before it, between 12:00 and 17:00.",
    );
    expect(lengthWords(told)).toBe("≥ 2 h 58 m");
    expect(pieces(told).map(({ doubt, until }) => [doubt, until])).toEqual([
      [null, at("2026-11-20T12:00Z")],
      ["end", at("2026-11-20T17:00Z")],
    ]);
    const sure = { ...told.ending, confidence: "high", notBefore: at("2026-11-20T16:58Z") } as const;
    expect(endingSentence({ ...told, ending: sure as typeof told.ending }, zone)).toBe(
      "Ended by the shutdown of WS-014 at 17:00:00.",
    );
  });

  test("days are named where a session spans them, and the zone is the reader's", () => {
    const night = session("2026-11-19T20:00Z", "2026-11-20T01:00Z");
    expect(sessionName(night, "Asia/Kathmandu")).toBe("Session on WS-014, 01:45–06:45, logged off");
    expect(sessionName(night, zone)).toBe(
      "Session on WS-014, Thu 19 Nov 20:00 – Fri 20 Nov 01:00, logged off",
    );
  });

  test("on a host the person is named, and a moved clock is told", () => {
    const moved = session("2026-11-20T09:00Z", "2026-11-20T10:00Z", {
      ending: loggedOff("2026-11-20T10:00Z"),
      clockStepSeconds: -192,
    });
    expect(sessionName(moved, zone, "m.okafor")).toBe(
      "m.okafor, session on WS-014, 09:00–10:00, logged off, the clock was set back 3 min during it",
    );
    expect(lengthWords(moved)).toBe("1 h 03 m");
  });
});

function fail(): never {
  throw new Error("no such piece");
}
