import { expect, test } from "vitest";
import { nameCursorText, queryNameCursor, querySessionCursor, sessionCursorText } from "./page-cursor";
import { queryBigId, queryChoice, queryId, queryText } from "./query-text";

test("a cursor reads back, and nonsense reads as none", () => {
  const row = { name: "ö'; --", id: 7 };
  expect(queryNameCursor.parse(nameCursorText(row))).toEqual(row);
  expect(querySessionCursor.parse(sessionCursorText({ startedAt: 12.9, id: "44" }))).toEqual({
    startedAt: 12,
    id: "44",
  });
  const tampered = Buffer.from(JSON.stringify(["x", 9_999_999_999])).toString("base64url");
  for (const nonsense of [
    undefined,
    "",
    "%%%",
    "e30",
    tampered,
    ["a", "b"],
    { length: 4 },
    "x".repeat(5_000),
  ]) {
    expect(queryNameCursor.parse(nonsense)).toBeNull();
    expect(querySessionCursor.parse(nonsense)).toBeNull();
  }
});

test("parameters never throw", () => {
  expect(queryText(3).parse(["abcd", "e"])).toBe("abc");
  expect(queryText(9).parse("a\0b")).toBe("ab");
  expect(queryChoice(["days", "table"]).parse("constructor")).toBeNull();
  expect(queryChoice(["days", "table"]).parse("table")).toBe("table");
  expect(["7", "0", "-1", "2147483648", "1e3", "7 ", undefined].map((text) => queryId.parse(text))).toEqual([
    7,
    null,
    null,
    null,
    null,
    7,
    null,
  ]);
  expect(["9223372036854775807", "9223372036854775808", "x"].map((text) => queryBigId.parse(text))).toEqual([
    "9223372036854775807",
    null,
    null,
  ]);
});
