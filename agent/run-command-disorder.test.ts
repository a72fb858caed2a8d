import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { finishInterrupted, runCommand } from "./run-command";
import { ANNA, CommandStage, dieAt } from "./testing/command-stage";

let stage: CommandStage;
beforeEach(() => {
  stage = new CommandStage();
});
afterEach(() => stage.remove());

describe("deliveries in any order, any number of times, with restarts between them", () => {
  it("execute each command at most once and never touch another session", async () => {
    let deliveries = 0;
    let round = 0;
    let executions = 0;
    const stepArbitrary = fc.oneof(
      { weight: 8, arbitrary: fc.record({ kind: fc.constant("deliver" as const), which: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.constant({ kind: "restart" as const, which: 0 }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("reuse" as const), which: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("kill" as const), which: fc.nat(5) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 60, maxLength: 60 }), async (script) => {
        stage.renew();
        const stateDir = path.join(stage.folder, String(round++));
        const sessions = [0, 1, 2, 3, 4, 5].map(() => stage.host.logOn(ANNA));
        stage.clock.advance(10);
        const fences = sessions.map((id) => stage.fenceOf(id));
        const commands = fences.map((fence, index) => ({
          fence,
          signed: stage.sign(`0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a1${index}`, fence),
        }));
        const meant = new Set(fences.map((fence) => `${fence.sessionId} ${fence.loggedOnAt}`));
        const make = () => stage.context({ departurePatienceMs: 500 }, stateDir);
        let context = make();
        const inFlight: Promise<void>[] = [];
        for (const step of script) {
          const command = commands[step.which];
          if (step.kind === "deliver" && command) {
            deliveries += 1;
            inFlight.push(runCommand(context, command.signed));
          } else if (step.kind === "kill" && command) {
            deliveries += 1;
            const dying = { ...context, atStep: dieAt("accepted") };
            inFlight.push(runCommand(dying, command.signed).catch(() => {}));
          } else {
            await stage.settle(Promise.all(inFlight.splice(0)));
            if (step.kind === "reuse" && stage.host.sessions().length < 6) stage.host.logOn(ANNA);
            if (step.kind === "restart") {
              context.journal.close();
              context = make();
              await stage.settle(finishInterrupted(context));
            }
          }
        }
        await stage.settle(Promise.all(inFlight));
        context.journal.close();
        for (const act of stage.acts) expect(meant.has(act)).toBe(true);
        expect(new Set(stage.acts).size).toBe(stage.acts.length);
        executions += stage.acts.length;
      }),
      { numRuns: 50 },
    );
    expect(deliveries).toBeGreaterThan(2_000);
    expect(executions).toBeGreaterThan(100);
  }, 240_000);
});
