import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishInterrupted, runCommand } from "./run-command";
import { ANNA, CommandStage, dieAt, ID, Killed, stepsOf } from "./testing/command-stage";

let stage: CommandStage;
beforeEach(() => {
  stage = new CommandStage();
});
afterEach(() => stage.remove());

describe("the other verbs", () => {
  it("show a message once, and say why nobody saw one", async () => {
    const id = stage.host.logOn(ANNA);
    const context = stage.context();
    const signed = stage.sign(ID, stage.fenceOf(id), { verb: "message", text: "Save your work." });
    await stage.settle(Promise.all([runCommand(context, signed), runCommand(context, signed)]));
    await stage.settle(runCommand(context, signed));
    expect(stage.host.shown.map(({ sessionId, text }) => [sessionId, text])).toEqual([
      [id, "Save your work."],
    ]);
    expect(stepsOf(context.journal)).toEqual(["accepted", "shown"]);

    stage.host.lock(id);
    const later = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a33";
    await stage.settle(
      runCommand(context, stage.sign(later, stage.fenceOf(id), { verb: "message", text: "Again." })),
    );
    expect(stepsOf(context.journal, later)).toEqual(["accepted", "not_shown"]);
    expect(context.journal.find(later)?.receipts.at(-1)?.detail).toBe("the screen is locked");
    context.journal.close();
  });

  it("disconnect a session and keep it", async () => {
    const id = stage.host.logOn(ANNA);
    const context = stage.context();
    await stage.settle(runCommand(context, stage.sign(ID, stage.fenceOf(id), { verb: "disconnect" })));
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "done"]);
    expect(stage.host.sessions()).toMatchObject([{ sessionId: id, state: "disconnected" }]);
    context.journal.close();
  });

  it("force a session off that an ordinary logoff leaves behind", async () => {
    stage.host.faults.resists = true;
    const id = stage.host.logOn(ANNA);
    const context = stage.context({ departurePatienceMs: 1_000 });
    await stage.settle(runCommand(context, stage.sign(ID, stage.fenceOf(id))));
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "failed"]);
    const forced = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a44";
    await stage.settle(runCommand(context, stage.sign(forced, stage.fenceOf(id), { verb: "force" })));
    expect(stepsOf(context.journal, forced)).toEqual(["accepted", "executed", "gone"]);
    context.journal.close();
  });

  it.each([
    ["message", "not_shown"],
    ["disconnect", "failed"],
    ["force", "failed"],
  ])("killed between journal and act, %s is never done again, and told as %s", async (verb, told) => {
    const id = stage.host.logOn(ANNA);
    const signed = stage.sign(ID, stage.fenceOf(id), { verb, ...(verb === "message" ? { text: "x" } : {}) });
    const dying = stage.context({
      atStep: dieAt("accepted"),
    });
    await expect(stage.settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();
    const reborn = stage.context({ departurePatienceMs: 1_000 });
    await stage.settle(finishInterrupted(reborn));
    await stage.settle(runCommand(reborn, signed));
    expect(stepsOf(reborn.journal)).toEqual(["accepted", told]);
    expect(stage.host.shown).toEqual([]);
    expect(stage.host.sessions()).toMatchObject([{ sessionId: id, state: "active" }]);
    reborn.journal.close();
  });
});
