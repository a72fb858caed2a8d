import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ActAnswer, Platform } from "./platform";
import { COMMAND_STEPS, finishInterrupted, runCommand } from "./run-command";
import { simulatedPlatform } from "./simulated/simulated-platform";
import { ANNA, CommandStage, dieAt, ID, Killed, stepsOf } from "./testing/command-stage";

let stage: CommandStage;
beforeEach(() => {
  stage = new CommandStage();
});
afterEach(() => stage.remove());

describe("a command that is cut off", () => {
  const beforeAct = ["received", "verified", "fence_held"] as const;

  it.each(COMMAND_STEPS)("after '%s' is never run twice", async (fatal) => {
    const id = stage.host.logOn(ANNA);
    const signed = stage.sign(ID, stage.fenceOf(id));
    const dying = stage.context({
      atStep: dieAt(fatal),
    });
    await expect(stage.settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();

    const reborn = stage.context({ departurePatienceMs: 2_000 });
    await stage.settle(finishInterrupted(reborn));
    const isBeforeAct = beforeAct.some((step) => step === fatal);
    const afterRestart = stepsOf(reborn.journal);
    if (isBeforeAct) expect(afterRestart).toEqual([]);
    else if (fatal === "accepted") expect(afterRestart).toEqual(["accepted", "failed"]);
    else expect(afterRestart.at(-1)).toBe("gone");

    await stage.settle(runCommand(reborn, signed));
    expect(stage.acts).toHaveLength(fatal === "accepted" ? 0 : 1);
    expect(stepsOf(reborn.journal).at(-1)).toBe(fatal === "accepted" ? "failed" : "gone");
    reborn.journal.close();
  });

  it("says that the session is still there", async () => {
    const signed = stage.sign(ID, stage.fenceOf(stage.host.logOn(ANNA)));
    const dying = stage.context({
      atStep: dieAt("accepted"),
    });
    await expect(stage.settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();
    const reborn = stage.context({ departurePatienceMs: 1_000 });
    await stage.settle(finishInterrupted(reborn));
    expect(reborn.journal.find(ID)?.receipts.at(-1)?.detail).toBe(
      "the agent stopped before it could tell; the session is still there",
    );
    reborn.journal.close();
  });
});

describe("a command that the host resists", () => {
  it("waits for a host that does not answer, then says so", async () => {
    stage.host.faults.hangs = true;
    const context = stage.context({ departurePatienceMs: 1_000 });
    await stage.settle(runCommand(context, stage.sign(ID, stage.fenceOf(stage.host.logOn(ANNA)))));
    expect(stepsOf(context.journal)).toEqual(["accepted", "failed"]);
    expect(context.journal.find(ID)?.receipts.at(-1)?.detail).toBe(
      "the operating system did not answer within 15 s",
    );
    context.journal.close();
  });

  it("presses on with a session that stays behind as closing", async () => {
    const session = { ...stage.fenceOf(stage.host.logOn(ANNA)) };
    const listed = stage.host.sessions().map((row) => ({ ...row, state: "closing" as const }));
    const forces: string[] = [];
    const stubborn: Platform = {
      ...simulatedPlatform(stage.host),
      listSessions: async () => (forces.includes("kill") ? [] : listed),
      logOff: async (_, force): Promise<ActAnswer> => {
        forces.push(force);
        return { kind: "done", detail: "" };
      },
    };
    const context = stage.context({ platform: stubborn });
    await stage.settle(runCommand(context, stage.sign(ID, session)));
    expect(forces).toEqual(["ask", "terminate", "kill"]);
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "gone"]);
    context.journal.close();
  });

  it("tells gone when the machine went down with the session", async () => {
    stage.host.faults.crashes = true;
    const context = stage.context();
    const work = runCommand(context, stage.sign(ID, stage.fenceOf(stage.host.logOn(ANNA))));
    stage.clock.after(1_000, () => stage.host.boot());
    await stage.settle(work);
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "gone"]);
    expect(context.journal.find(ID)?.receipts.at(-1)?.detail).toContain("restarted");
    context.journal.close();
  });
});

describe("the journal", () => {
  it("drops what is told and long expired, and keeps what is not told", async () => {
    const first = stage.context();
    await stage.settle(runCommand(first, stage.sign(ID, stage.fenceOf(stage.host.logOn(ANNA)))));
    const untold = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a22";
    first.journal.acknowledge(first.journal.unacknowledged());
    await stage.settle(runCommand(first, stage.sign(untold, stage.fenceOf(stage.host.logOn(ANNA)))));
    first.journal.close();
    stage.clock.advance(25 * 3_600_000);
    const { journal } = stage.context();
    expect(journal.find(ID)).toBeNull();
    expect(journal.unacknowledged().map((receipt) => receipt.commandId)).toEqual([untold, untold, untold]);
    journal.close();
  });
});
