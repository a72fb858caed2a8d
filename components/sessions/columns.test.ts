import { expect, test } from "vitest";
import {
  columnsText,
  DEFAULT_COLUMNS,
  isDefault,
  movedColumn,
  parseColumns,
  parseDensity,
  withColumn,
} from "./columns";

test("what is kept is read again as it was", () => {
  const columns = movedColumn(
    withColumn(withColumn(DEFAULT_COLUMNS, "kind", { isShown: false }), "who", { width: 240 }),
    "who",
    -1,
  );
  expect(columnsText(columns)).toBe("who:240.state.host.-kind.on.idle.cli.fresh");
  expect(parseColumns(columnsText(columns))).toEqual(columns);
  expect([isDefault(columns), isDefault(DEFAULT_COLUMNS)]).toEqual([false, true]);
});

test.each(["", "nonsense", "who:99999.who:1.__proto__", "-who", "'; DROP", "state:-4", ".".repeat(9_999)])(
  "every column is there whatever a cookie says: %s",
  (text) => {
    const columns = parseColumns(text);
    expect(columns.map(({ key }) => key).sort()).toEqual(DEFAULT_COLUMNS.map(({ key }) => key).sort());
    expect(columns.find(({ key }) => key === "who")?.isShown).toBe(true);
    for (const { width } of columns) expect(width === null || (width >= 56 && width <= 640)).toBe(true);
  },
);

test("the associate stays, and no column leaves by an end", () => {
  expect(withColumn(DEFAULT_COLUMNS, "who", { isShown: false })).toEqual(DEFAULT_COLUMNS);
  expect(movedColumn(DEFAULT_COLUMNS, "state", -1)).toBe(DEFAULT_COLUMNS);
  expect(movedColumn(DEFAULT_COLUMNS, "fresh", 1)).toBe(DEFAULT_COLUMNS);
});

test("rows stand close unless somebody chose otherwise", () => {
  expect([parseDensity("comfortable"), parseDensity("x")]).toEqual(["comfortable", "compact"]);
});
