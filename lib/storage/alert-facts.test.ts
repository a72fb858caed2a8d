import { expect, test } from "vitest";
import { ALERT_KINDS, alertWords } from "@/lib/domain/alert";
import { toAlertFacts } from "./alert-facts";

const HOST = { id: 4, name: "TS-04" };

test("what is stored as it should be is read as it is", () => {
  const missed = {
    kind: "order.missed",
    orderId: 12,
    verb: "log_off",
    reason: "The host is replaced",
    by: "ann",
    targets: 3,
    missed: { failed: 2 },
  };
  expect(toAlertFacts("order.missed", missed)).toEqual(missed);
  expect(alertWords(toAlertFacts("order.missed", missed)).title).toBe("Order 12 missed 2 of 3 sessions");
  const silent = { kind: "host.silent", hosts: [HOST], since: "2026-03-01T08:30:00.000Z" };
  expect(toAlertFacts("host.silent", silent)).toEqual(silent);
});

test("of what is not, the rest is told", () => {
  const silent = toAlertFacts("host.silent", { hosts: [null, "TS-01", { id: "1", name: "TS-02" }, HOST] });
  expect(alertWords(silent)).toMatchObject({ title: "TS-04 is silent", path: "/hosts/4" });
  const missed = toAlertFacts("order.missed", { orderId: 12, missed: { failed: "many", expired: 1 } });
  expect(alertWords(missed)).toMatchObject({
    path: "/orders/12",
    text: expect.stringMatching(/^1 expired\. /),
  });
  expect(alertWords(toAlertFacts("agent.cloned", { hosts: "all" })).title).toBe(
    "The agent key of a host without a name is in use twice",
  );
});

test("whatever stands there, there are words for it and a page", () => {
  const stored = [
    null,
    1,
    "x",
    [],
    {},
    { hosts: {} },
    { orderId: -1 },
    { orderId: 1e300, missed: [] },
    { facts: 1 },
  ];
  for (const kind of [...ALERT_KINDS, "test", "", "nonsense", "__proto__"]) {
    for (const json of stored) {
      const { title, text, path } = alertWords(toAlertFacts(kind, json));
      expect(`${title} ${text}`, `${kind} ${JSON.stringify(json)}`).not.toMatch(/undefined|NaN|\[object/);
      expect(path).toMatch(/^\/[a-z]/);
    }
  }
});
