import { randomUUID } from "node:crypto";
import type { Fence } from "@/lib/domain/fence";
import { makeKeyPair } from "../signature";
import type { ContractCheck } from "./harness";
import {
  end,
  expect,
  fenceOf,
  find,
  LIFE_MS,
  logOn,
  makeCommand,
  order,
  sign,
  signWith,
  steps,
} from "./steps";

/** What it does not do, whoever asks. */
export const REFUSING: readonly ContractCheck[] = [
  {
    name: "refuses a command whose fence differs in any one field, and does nothing",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const wrong: Fence[] = [
        { ...fence, machineId: `${fence.machineId}0` },
        { ...fence, bootId: `${fence.bootId}0` },
        { ...fence, sessionId: `${fence.sessionId}0` },
        { ...fence, loggedOnAt: fence.loggedOnAt + 1 },
        { ...fence, accountKey: `${fence.accountKey}0` },
      ];
      const fields = ["machineId", "bootId", "sessionId", "loggedOnAt", "accountKey"];
      const before = harness.executions();
      for (const [index, different] of wrong.entries()) {
        const receipts = await order(harness, different);
        const field = fields[index] ?? "";
        expect(steps(receipts) === "refused", `${field}: expected refused, got ${steps(receipts)}`);
        expect(receipts[0]?.detail.startsWith(`${field}:`) === true, `${field} is not named in the refusal`);
      }
      expect(harness.executions() === before, "something was done although the fence did not hold");
      expect(
        (await find(harness, session.sessionId)) !== null,
        "the session is gone although nothing was ordered",
      );
      await end(harness, session);
    },
  },
  {
    name: "refuses to log off a later session under a replayed command",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      await order(harness, fence);
      const next = await logOn(harness);
      const before = harness.executions();
      const receipts = await order(harness, { ...fence, sessionId: next.sessionId });
      expect(steps(receipts) === "refused", `expected refused, got ${steps(receipts)}`);
      expect(harness.executions() === before, "the wrong session was logged off");
      expect((await find(harness, next.sessionId)) !== null, "the later session is gone");
      await end(harness, next);
    },
  },
  {
    name: "lets an expired command lie, and one that claims to live too long",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const before = harness.executions();
      const now = harness.now();
      const late = { issuedAt: now - LIFE_MS, expiresAt: now - 1 };
      const long = { issuedAt: now, expiresAt: now + 3_600_000 };
      for (const times of [late, long]) {
        const command = { ...makeCommand(harness, fence), ...times };
        const receipts = await harness.deliver(sign(harness, command), command.id);
        expect(steps(receipts) === "expired", `expected expired, got ${steps(receipts)}`);
      }
      expect(harness.executions() === before, "an expired command was executed");
      await end(harness, session);
    },
  },
  {
    name: "refuses a forged signature and an altered payload",
    async run(harness) {
      const session = await logOn(harness);
      const fence = await fenceOf(harness, session);
      const before = harness.executions();
      const forged = makeCommand(harness, fence);
      const byAnother = signWith(makeKeyPair().privateKey, forged);
      const refusal = await harness.deliver(byAnother, forged.id);
      expect(steps(refusal) === "refused", `a forged command was answered with ${steps(refusal)}`);
      const other = makeCommand(harness, { ...fence, sessionId: "0" });
      const altered = makeCommand(harness, fence);
      const mixed = { payload: JSON.stringify(altered), signature: sign(harness, other).signature };
      const answer = await harness.deliver(mixed, altered.id);
      expect(steps(answer) === "refused", `an altered command was answered with ${steps(answer)}`);
      await harness.deliver({ payload: "not JSON", signature: "AA" }, randomUUID());
      expect(harness.executions() === before, "a forged command was executed");
      expect((await find(harness, session.sessionId)) !== null, "the session is gone");
      await end(harness, session);
    },
  },
];
