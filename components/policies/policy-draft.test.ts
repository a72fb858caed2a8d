import { expect, test } from "vitest";
import type { PolicyTerms } from "@/lib/domain/policy";
import { draftOf, EMPTY_DRAFT, termsOf } from "./policy-draft";

const base: PolicyTerms = {
  scope: { hosts: ["TS-*"], groups: ["Help desk", "Sales"] },
  except: { associates: ["svc-*"], hosts: [] },
  rule: { kind: "idle", minutes: 90 },
  steps: { graceMinutes: 5, verb: "disconnect", thenLogOffAfterMinutes: 30 },
};

test.each([
  base,
  { ...base, rule: { kind: "hours", days: [0, 5], from: "22:00", until: "06:00" } },
  { ...base, rule: { kind: "duration", minutes: 2_880 } },
  { ...base, rule: { kind: "concurrent", most: 3 }, steps: { ...base.steps, thenLogOffAfterMinutes: null } },
] as PolicyTerms[])("what is opened in the form and saved unchanged is the same: %#", (terms) => {
  expect(termsOf(draftOf(terms))).toEqual(terms);
});

test("what does not belong to the verb or the rule is not sent", () => {
  const draft = { ...EMPTY_DRAFT, verb: "log_off", thenLogOff: true, groups: " , Sales,, " } as const;
  expect(termsOf(draft)).toMatchObject({
    scope: { groups: ["Sales"], hosts: [] },
    rule: { kind: "idle", minutes: 120 },
    steps: { thenLogOffAfterMinutes: null },
  });
});
