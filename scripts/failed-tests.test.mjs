import { expect, test } from "vitest";
import { failedInPlaywright, failedInVitest } from "./failed-tests.mjs";

test("a failed unit test is named with its file, and so is a file that did not load", () => {
  const report = {
    testResults: [
      {
        name: "a.test.ts",
        status: "failed",
        assertionResults: [
          { status: "passed", fullName: "well" },
          {
            status: "failed",
            fullName: "not well",
            failureMessages: ["expected 1 to be 2\n    at a.test.ts:3"],
          },
        ],
      },
      { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] },
      { name: "c.test.ts", status: "passed", assertionResults: [] },
    ],
  };
  expect(failedInVitest(report)).toEqual([
    "a.test.ts › not well\n    expected 1 to be 2\n        at a.test.ts:3",
    "b.test.ts\n    no such module",
  ]);
  expect(failedInVitest(null)).toEqual([]);
});

test("a browser test that failed, or passed only on a second try, is named wherever it is nested", () => {
  const spec = (title, status, error) => ({
    title,
    file: "x.spec.ts",
    line: 7,
    tests: [{ status, results: [{ error: error && { message: error } }, {}] }],
  });
  const report = {
    suites: [
      {
        specs: [spec("well", "expected")],
        suites: [{ specs: [spec("late", "flaky", "no row"), spec("no", "unexpected", "x")] }],
      },
    ],
  };
  expect(failedInPlaywright(report)).toEqual(["x.spec.ts:7 › late\n    no row", "x.spec.ts:7 › no\n    x"]);
  expect(failedInPlaywright(null)).toEqual([]);
});
