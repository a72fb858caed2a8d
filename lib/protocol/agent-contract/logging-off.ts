import type { ContractCheck } from "./harness";
import {
  end,
  expect,
  fenceOf,
  find,
  isEndOf,
  lastCursor,
  logOn,
  makeCommand,
  order,
  sign,
  steps,
  until,
} from "./steps";

/** Ending sessions: the one that is meant, once. */
export const LOGGING_OFF: readonly ContractCheck[] = [
  {
    name: "logs off exactly that session, sees it gone, and the audit log says so too",
    async run(harness) {
      const kept = await logOn(harness);
      const session = await logOn(harness);
      expect(kept.sessionId !== session.sessionId, "two sessions share an id");
      const cursor = await lastCursor(harness);
      const receipts = await order(harness, await fenceOf(harness, session));
      expect(
        steps(receipts) === "accepted executed gone",
        `expected accepted executed gone, got ${steps(receipts)}`,
      );
      expect(
        (await find(harness, session.sessionId)) === null,
        "gone was told, but the session is still listed",
      );
      expect((await find(harness, kept.sessionId)) !== null, "another session went with it");
      let from = cursor;
      await until(harness, "an audited end of the session", async () => {
        const batch = await harness.platform.readEvents(from, 100);
        from = batch.cursor;
        return batch.events.some((event) => isEndOf(event, session));
      });
      await end(harness, kept);
    },
  },
  {
    name: "runs a command once, however often it is delivered, and answers with the same receipts",
    async run(harness) {
      const session = await logOn(harness);
      const before = harness.executions();
      const command = makeCommand(harness, await fenceOf(harness, session));
      const signed = sign(harness, command);
      await Promise.all(Array.from({ length: 5 }, () => harness.deliver(signed, command.id)));
      const first = await harness.deliver(signed, command.id);
      const later = await harness.deliver(signed, command.id);
      expect(harness.executions() === before + 1, `executed ${harness.executions() - before} times`);
      expect(steps(later) === "accepted executed gone", `a duplicate was answered with ${steps(later)}`);
      expect(JSON.stringify(first) === JSON.stringify(later), "the receipts changed");
    },
  },
  {
    name: "does not run a command again after a restart",
    async run(harness) {
      const session = await logOn(harness);
      const command = makeCommand(harness, await fenceOf(harness, session));
      const signed = sign(harness, command);
      const first = await harness.deliver(signed, command.id);
      const before = harness.executions();
      await harness.restart();
      const later = await harness.deliver(signed, command.id);
      expect(harness.executions() === before, "the replayed command was executed");
      expect(JSON.stringify(first) === JSON.stringify(later), "the receipts changed over the restart");
    },
  },
  {
    name: "forces a session off, and sees it gone",
    async run(harness) {
      const kept = await logOn(harness);
      const session = await logOn(harness);
      const receipts = await order(harness, await fenceOf(harness, session), { verb: "force" });
      expect(
        steps(receipts) === "accepted executed gone",
        `expected accepted executed gone, got ${steps(receipts)}`,
      );
      expect(
        (await find(harness, session.sessionId)) === null,
        "gone was told, but the session is still listed",
      );
      expect((await find(harness, kept.sessionId)) !== null, "another session went with it");
      await end(harness, kept);
    },
  },
];
