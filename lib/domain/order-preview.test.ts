import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { compareWorlds, LOOK_AGAIN_UP_TO, type PreviewRow, worldChangeWords } from "./order-preview";

const row = (id: string, more: Partial<PreviewRow> = {}): PreviewRow => ({
  id,
  why: null,
  isActive: false,
  ...more,
});
const NOTHING = { gone: 0, added: 0, excluded: 0, included: 0, active: 0 };

describe("what became different between a preview and now", () => {
  test.each([
    ["the same", [row("1")], [row("1")], NOTHING],
    ["one ended", [row("1"), row("2")], [row("1")], { ...NOTHING, gone: 1 }],
    ["one ended, and is still named", [row("1")], [row("1", { why: "gone" })], { ...NOTHING, gone: 1 }],
    ["one that was left out ended", [row("1", { why: "protected" })], [row("1", { why: "gone" })], NOTHING],
    ["one is new", [], [row("1")], { ...NOTHING, added: 1 }],
    ["one is new, and left out", [], [row("1", { why: "yourself" })], NOTHING],
    ["one is protected now", [row("1")], [row("1", { why: "protected" })], { ...NOTHING, excluded: 1 }],
    ["one is protected no more", [row("1", { why: "protected" })], [row("1")], { ...NOTHING, included: 1 }],
    ["one came back to work", [row("1")], [row("1", { isActive: true })], { ...NOTHING, active: 1 }],
    ["one stopped working", [row("1", { isActive: true })], [row("1")], NOTHING],
  ] as const)("%s", (_, before, now, change) => {
    expect(compareWorlds(before, now)).toEqual(change);
  });

  it("is nothing for any world compared with itself", () => {
    const why = fc.constantFrom(null, "gone", "yourself", "protected", "already", "unsupported");
    const world = fc.uniqueArray(fc.record({ id: fc.nat(50).map(String), why, isActive: fc.boolean() }), {
      selector: (one) => one.id,
    });
    fc.assert(fc.property(world, (rows) => worldChangeWords(compareWorlds(rows, rows), 3) === null));
  });
});

it("asks again for anything in a small order, and for what would hit more in a large one", () => {
  const change = { gone: 2, added: 0, excluded: 0, included: 0, active: 1 };
  expect(worldChangeWords(change, LOOK_AGAIN_UP_TO)).toBe(
    "The world has changed since the preview: 2 have ended, 1 is active now. Look again.",
  );
  expect(worldChangeWords(change, LOOK_AGAIN_UP_TO + 1)).toBeNull();
  expect(worldChangeWords({ ...change, added: 3 }, 4_000)).toContain("3 sessions are new");
  expect(worldChangeWords({ ...change, included: 1 }, 4_000)).toContain("1 is not left out any more");
});
