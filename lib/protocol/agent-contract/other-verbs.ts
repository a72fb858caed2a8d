import type { ContractCheck } from "./harness";
import { type Ask, end, expect, fenceOf, find, logOn, makeCommand, order, sign, steps } from "./steps";

/** Messages and disconnecting: as far as the host can, and no verb near another session. */
export const OTHER_VERBS: readonly ContractCheck[] = [
  {
    name: "shows a message once, or says why nobody saw it, and ends nothing",
    async run(harness) {
      const session = await logOn(harness);
      const before = { acts: harness.otherActs(), logoffs: harness.executions() };
      const text = "Please save your work.";
      const command = makeCommand(harness, await fenceOf(harness, session), { verb: "message", text });
      const signed = sign(harness, command);
      await Promise.all(Array.from({ length: 3 }, () => harness.deliver(signed, command.id)));
      const receipts = await harness.deliver(signed, command.id);
      const answer = steps(receipts);
      expect(answer === "accepted shown" || answer === "accepted not_shown", `answered with ${answer}`);
      const why = receipts.at(-1)?.detail ?? "";
      expect(answer === "accepted shown" || why !== "", "it was not shown, and nobody says why");
      expect(harness.otherActs() - before.acts === 1, `shown ${harness.otherActs() - before.acts} times`);
      expect(harness.executions() === before.logoffs, "a message logged somebody off");
      expect((await find(harness, session.sessionId)) !== null, "the session is gone");
      await end(harness, session);
    },
  },
  {
    name: "disconnects and keeps the session, or says that this host cannot",
    async run(harness) {
      const session = await logOn(harness);
      const receipts = await order(harness, await fenceOf(harness, session), { verb: "disconnect" });
      const answer = steps(receipts);
      const found = await find(harness, session.sessionId);
      expect(found !== null, "the session is gone");
      if (answer === "accepted executed done") {
        expect(found?.state === "disconnected", `done was told, and the session is ${found?.state}`);
      } else {
        expect(answer === "accepted failed", `answered with ${answer}`);
        expect((receipts.at(-1)?.detail ?? "") !== "", "it failed, and nobody says why");
      }
      await end(harness, session);
    },
  },
  {
    name: "lets no verb near a session that is another one now",
    async run(harness) {
      const session = await logOn(harness);
      const fence = { ...(await fenceOf(harness, session)), loggedOnAt: session.loggedOnAt - 1 };
      const before = { acts: harness.otherActs(), logoffs: harness.executions() };
      const asks: readonly Ask[] = [
        { verb: "force" },
        { verb: "disconnect" },
        { verb: "message", text: "Not for you." },
      ];
      for (const ask of asks) {
        const receipts = await order(harness, fence, ask);
        expect(steps(receipts) === "refused", `${ask.verb}: expected refused, got ${steps(receipts)}`);
      }
      expect(harness.otherActs() === before.acts, "something was done although the fence did not hold");
      expect(
        harness.executions() === before.logoffs,
        "somebody was logged off although the fence did not hold",
      );
      await end(harness, session);
    },
  },
];
