import { describe, expect, it } from "vitest";
import { bookmarkedRecord, type LogPosition, parseCursor, positionIn, resume } from "./event-cursor";
import { bellQuery, eventQuery } from "./event-query";

const mark = (record: number) =>
  `<BookmarkList>\r\n  <Bookmark Channel='Security' RecordId='${record}' IsCurrent='true'/>\r\n</BookmarkList>`;
const position = (record: number | null, seen = 0): LogPosition => ({
  bookmark: record === null ? null : mark(record),
  seen,
  at: null,
});

describe("a cursor", () => {
  it("comes back as it was written", () => {
    const cursor = { logs: { Security: { bookmark: mark(7), seen: 9, at: 1.5 } }, hint: 3 };
    expect(parseCursor(JSON.stringify(cursor))).toEqual(cursor);
    expect(positionIn(parseCursor(JSON.stringify(cursor)), "System")).toEqual(position(null));
  });

  it.each([null, "", "{", "[]", '{"logs":{"Security":4},"hint":0}', "s=4f;i=3"])(
    "begins anew from %s",
    (text) => {
      expect(parseCursor(text)).toEqual({ logs: {}, hint: 0 });
    },
  );
});

describe("a bookmark", () => {
  it("names its record in either quotes, and none where it is damaged", () => {
    expect(bookmarkedRecord(mark(4_711))).toBe(4_711);
    expect(bookmarkedRecord('<Bookmark Channel="Security" RecordId = "12" IsCurrent="true"/>')).toBe(12);
    for (const damaged of ["", "<BookmarkList/>", "<Bookmark RecordId='x'/>", "<Bookmark NotRecordId='1'/>"])
      expect(bookmarkedRecord(damaged)).toBeNull();
  });
});

describe("reading goes on", () => {
  it("from the beginning when nothing was read", () => {
    expect(resume(position(null), { oldest: 50, next: 90 })).toEqual({ kind: "beginning" });
  });

  it("behind the bookmark while that is kept", () => {
    for (const oldest of [1, 70]) expect(resume(position(70), { oldest, next: 90 }).kind).toBe("after");
    expect(resume(position(89), { oldest: 1, next: 90 }).kind).toBe("after");
  });

  it("without a gap when only what had been read is gone", () => {
    expect(resume(position(70), { oldest: 71, next: 90 })).toEqual({ kind: "beginning" });
    expect(resume(position(70, 80), { oldest: 80, next: 90 })).toEqual({ kind: "beginning" });
    expect(resume(position(null, 80), { oldest: 75, next: 90 })).toEqual({ kind: "beginning" });
  });

  it("with a gap when unread records are gone, counted", () => {
    expect(resume(position(70), { oldest: 75, next: 90 })).toEqual({ kind: "gap", from: 71, count: 4 });
    expect(resume(position(70, 73), { oldest: 75, next: 90 })).toEqual({ kind: "gap", from: 73, count: 2 });
  });

  it("with a new log whose numbers are lower", () => {
    expect(resume(position(70), { oldest: 1, next: 5 })).toEqual({ kind: "restarted" });
  });

  it("where it was in a log that is empty now", () => {
    expect(resume(position(70), { oldest: 0, next: 0 }).kind).toBe("after");
    expect(resume(position(70), { oldest: 71, next: 71 })).toEqual({ kind: "beginning" });
  });
});

describe("the query", () => {
  it("asks by number alone, and within what the event log takes", () => {
    for (const log of ["System", "LocalSessionManager", "Security"] as const) {
      const query = eventQuery(log);
      expect(query).toMatch(/^\*\[System\[\(EventID=\d+( or EventID=\d+)*\)\]\]$/);
      expect(query.split(" or ").length).toBeLessThanOrEqual(20);
    }
    expect(eventQuery("System")).toContain("EventID=7002");
    expect(eventQuery("Security")).not.toContain("EventID=7002");
  });

  it("for a bell leaves out what is written many times in a second", () => {
    expect(bellQuery("Security")).toContain("EventID=4647");
    for (const id of [4624, 4634]) expect(bellQuery("Security")).not.toContain(`EventID=${id}`);
    expect(bellQuery("LocalSessionManager")).toBe(eventQuery("LocalSessionManager"));
  });
});
