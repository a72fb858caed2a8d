import { expect, test } from "vitest";
import { isExcepted, type PolicyTerms, policySentence } from "./policy";

const terms = (part: Partial<PolicyTerms>): PolicyTerms => ({
  scope: { hosts: [], groups: [] },
  except: { associates: [], hosts: [] },
  rule: { kind: "idle", minutes: 120 },
  steps: { graceMinutes: 15, verb: "log_off", thenLogOffAfterMinutes: null },
  ...part,
});

test.each([
  [{}, "Every session that nobody has used for 2 hours is warned, 15 minutes later logged off."],
  [
    {
      scope: { hosts: ["TS-*"], groups: ["Helpdesk", "Sales"] },
      except: { associates: ["a.novak", "svc-*"], hosts: ["TS-09"] },
      rule: { kind: "hours", days: [0, 1, 2, 3, 4], from: "07:00", until: "19:00" },
      steps: { graceMinutes: 0, verb: "disconnect", thenLogOffAfterMinutes: 60 },
    },
    "Every session of Helpdesk and Sales on TS-*, except a.novak, svc-* and anyone on TS-09, outside 07:00–19:00 on weekdays is disconnected at once, and logged off after 1 hour disconnected.",
  ],
  [
    {
      rule: { kind: "concurrent", most: 1 },
      steps: { graceMinutes: 1, verb: "force", thenLogOffAfterMinutes: null },
    },
    "Every session beyond one at a time, the oldest first, is warned, 1 minute later forced off.",
  ],
  [
    { rule: { kind: "hours", days: [5, 6], from: "10:00", until: "12:30" } },
    "Every session outside 10:00–12:30 on Sat and Sun is warned, 15 minutes later logged off.",
  ],
  [
    { rule: { kind: "duration", minutes: 1_440 } },
    "Every session that is older than 1 day is warned, 15 minutes later logged off.",
  ],
] as [Partial<PolicyTerms>, string][])("in words: %#", (part, words) => {
  expect(policySentence(terms(part))).toBe(words);
});

test("exceptions go by the name of the associate or of the host", () => {
  const except = { associates: ["svc-*"], hosts: ["TS-0?"] };
  expect(isExcepted(except, { associateName: "svc-backup", hostName: "WS-1" })).toBe(true);
  expect(isExcepted(except, { associateName: "ann", hostName: "ts-01" })).toBe(true);
  expect(isExcepted(except, { associateName: "ann", hostName: "TS-10" })).toBe(false);
});
