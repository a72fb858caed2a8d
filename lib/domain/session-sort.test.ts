import { expect, test } from "vitest";
import {
  DEFAULT_SORT,
  parseSessionCursor,
  parseSessionSort,
  sessionCursorText,
  sessionSortText,
} from "./session-sort";

test("a sort is read and written, and nonsense is the default", () => {
  expect(sessionSortText(parseSessionSort("-host"))).toBe("-host");
  for (const nonsense of ["", "-", "name", "--host", "host,idle", "__proto__"]) {
    expect(parseSessionSort(nonsense)).toEqual(DEFAULT_SORT);
  }
});

test("a cursor is read and written, and nonsense is the first page", () => {
  const byHost = parseSessionSort("host");
  expect(parseSessionCursor("TS~04~4711", byHost)).toEqual({ value: "TS~04", id: "4711" });
  expect(sessionCursorText({ value: 1763635471000, id: "4711" })).toBe("1763635471000~4711");
  expect(parseSessionCursor("1763635471000~4711", DEFAULT_SORT)).toEqual({
    value: 1763635471000,
    id: "4711",
  });
  for (const nonsense of [
    "",
    "~",
    "x~1",
    "1~x",
    "-1~1",
    "1e9~1",
    `${"9".repeat(16)}~1`,
    `1~${"9".repeat(19)}`,
  ]) {
    expect(parseSessionCursor(nonsense, DEFAULT_SORT)).toBeNull();
  }
  expect(parseSessionCursor("a\0b~1", byHost)).toBeNull();
  expect(parseSessionCursor("a\ud800b~1", byHost)).toBeNull();
});
