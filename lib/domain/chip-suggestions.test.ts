import { describe, expect, test } from "vitest";
import { suggestChips, typedFault, typedPiece } from "./chip-suggestions";
import { CHIP_KEYS, parseSessionQuery } from "./session-query";

const texts = (text: string) => suggestChips(typedPiece(text), []).map((choice) => choice.text);

describe("the piece that is being typed", () => {
  test.each([
    ["", { before: "", key: null, value: "" }],
    ["sta", { before: "", key: null, value: "sta" }],
    ["idle:>2h host:ts", { before: "idle:>2h ", key: "host", value: "ts" }],
    ["idle:>2h ", { before: "idle:>2h ", key: null, value: "" }],
    ['group:"second li', { before: "", key: "group", value: "second li" }],
    ["HOST:TS-0", { before: "", key: "host", value: "TS-0" }],
  ])("of %j", (text, expected) => {
    expect(typedPiece(text)).toEqual(expected);
  });
});

describe("suggestions", () => {
  test("are every key, then what begins as typed", () => {
    expect(texts("").sort()).toEqual(CHIP_KEYS.map((key) => `${key}:`).sort());
    expect(texts("ho")).toEqual(["host:"]);
    expect(texts("state:")).toContain("state:locked");
    expect(texts("state:l")).toEqual(["state:locked"]);
    expect(texts("idle:>")).toContain("idle:>2h");
    expect(texts("colour:")).toEqual([]);
  });

  test("are chips that are understood", () => {
    for (const key of CHIP_KEYS) {
      for (const text of texts(`${key}:`)) {
        expect(parseSessionQuery(text).terms.map(({ kind }) => kind)).toEqual([key]);
      }
    }
  });

  test("hold the server's values, quoted where they have a blank", () => {
    const values = [{ value: "Second line", about: "", sessions: 12 }];
    const [found] = suggestChips(typedPiece("group:sec"), values);
    expect(found).toEqual({ text: 'group:"Second line"', about: "12 on", isWhole: true });
    expect(parseSessionQuery(found?.text ?? "").terms).toMatchObject([
      { kind: "group", globs: ["Second line"] },
    ]);
  });
});

test("a fault is said once it is one, not while a chip is half there", () => {
  expect(typedFault("state:")).toBeNull();
  expect(typedFault("state:locked person")).toBeNull();
  expect(typedFault("state:hidden")).toContain("is not one of");
  expect(typedFault("colour:red")).toContain("there is no chip");
  expect(typedFault("idle:2h")).toContain("written as");
});
