import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fence } from "@/lib/domain/fence";
import type { SignedCommand } from "@/lib/protocol/messages";
import { commandText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { ManualClock } from "./clock";
import { Journal } from "./journal";
import type { ActAnswer, Platform } from "./platform";
import { COMMAND_STEPS, type CommandContext, finishInterrupted, runCommand } from "./run-command";
import { SimulatedHost } from "./simulated/simulated-host";
import { simulatedPlatform } from "./simulated/simulated-platform";

const START = Date.UTC(2026, 2, 3, 8, 0, 0);
const ANNA = { name: "a.berg", displayName: "Anna Berg" };
const KEYS = makeKeyPair();

let folder: string;
let clock: ManualClock;
let host: SimulatedHost;
/** Session ids that the operating system was asked to log off, by logon id. */
let acts: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "curfew-command-"));
  renew();
});
afterEach(() => rmSync(folder, { recursive: true }));

function renew(): void {
  clock = new ManualClock(START);
  host = new SimulatedHost({ seed: 11, name: "TS-01", clock });
  host.boot();
  acts = [];
}

function platform(): Platform {
  const real = simulatedPlatform(host);
  return {
    ...real,
    logOff: (fence, force) => {
      if (force === "ask") acts.push(`${fence.sessionId} ${fence.loggedOnAt}`);
      return real.logOff(fence, force);
    },
  };
}

function makeContext(part: Partial<CommandContext> = {}, stateDir = folder): CommandContext {
  return {
    platform: platform(),
    journal: new Journal(stateDir, clock.now()),
    clock,
    commandKey: KEYS.publicKey,
    onReceipt: () => {},
    log: () => {},
    ...part,
  };
}

function fenceOf(sessionId: string): Fence {
  const session = host.sessions().find((candidate) => candidate.sessionId === sessionId);
  if (!session) throw new Error(`no session ${sessionId}`);
  const { loggedOnAt, account } = session;
  return {
    machineId: host.machineId,
    bootId: host.requireBoot().id,
    sessionId,
    loggedOnAt,
    accountKey: account.key,
  };
}

type Ask = { readonly verb: string; readonly text?: string };

function sign(id: string, fence: Fence, ask: Ask = { verb: "log_off" }): SignedCommand {
  const payload = JSON.stringify({
    id,
    ...ask,
    fence,
    issuedAt: clock.now(),
    expiresAt: clock.now() + 60_000,
  });
  return { payload, signature: signText(KEYS.privateKey, commandText(payload)) };
}

async function settle(work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const settled = work.finally(() => {
    isDone = true;
  });
  settled.catch(() => {});
  while (!isDone) {
    clock.advance(50);
    await setImmediate();
  }
  await settled;
}

const ID = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a11";
const stepsOf = (journal: Journal, id = ID) =>
  journal.find(id)?.receipts.map((receipt) => receipt.step) ?? [];

class Killed extends Error {}

describe("a command that is cut off", () => {
  const beforeAct = ["received", "verified", "fence_held"] as const;

  it.each(COMMAND_STEPS)("after '%s' is never run twice", async (fatal) => {
    const id = host.logOn(ANNA);
    const signed = sign(ID, fenceOf(id));
    const dying = makeContext({
      atStep: (step) => {
        if (step === fatal) throw new Killed();
      },
    });
    await expect(settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();

    const reborn = makeContext({ departurePatienceMs: 2_000 });
    await settle(finishInterrupted(reborn));
    const isBeforeAct = beforeAct.some((step) => step === fatal);
    const afterRestart = stepsOf(reborn.journal);
    if (isBeforeAct) expect(afterRestart).toEqual([]);
    else if (fatal === "accepted") expect(afterRestart).toEqual(["accepted", "failed"]);
    else expect(afterRestart.at(-1)).toBe("gone");

    await settle(runCommand(reborn, signed));
    expect(acts).toHaveLength(fatal === "accepted" ? 0 : 1);
    expect(stepsOf(reborn.journal).at(-1)).toBe(fatal === "accepted" ? "failed" : "gone");
    reborn.journal.close();
  });

  it("says that the session is still there", async () => {
    const signed = sign(ID, fenceOf(host.logOn(ANNA)));
    const dying = makeContext({
      atStep: (step) => {
        if (step === "accepted") throw new Killed();
      },
    });
    await expect(settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();
    const reborn = makeContext({ departurePatienceMs: 1_000 });
    await settle(finishInterrupted(reborn));
    expect(reborn.journal.find(ID)?.receipts.at(-1)?.detail).toBe(
      "the agent stopped before it could tell; the session is still there",
    );
    reborn.journal.close();
  });
});

describe("a command that the host resists", () => {
  it("waits for a host that does not answer, then says so", async () => {
    host.faults.hangs = true;
    const context = makeContext({ departurePatienceMs: 1_000 });
    await settle(runCommand(context, sign(ID, fenceOf(host.logOn(ANNA)))));
    expect(stepsOf(context.journal)).toEqual(["accepted", "failed"]);
    expect(context.journal.find(ID)?.receipts.at(-1)?.detail).toBe(
      "the operating system did not answer within 15 s",
    );
    context.journal.close();
  });

  it("presses on with a session that stays behind as closing", async () => {
    const session = { ...fenceOf(host.logOn(ANNA)) };
    const listed = host.sessions().map((row) => ({ ...row, state: "closing" as const }));
    const forces: string[] = [];
    const stubborn: Platform = {
      ...simulatedPlatform(host),
      listSessions: async () => (forces.includes("kill") ? [] : listed),
      logOff: async (_, force): Promise<ActAnswer> => {
        forces.push(force);
        return { kind: "done", detail: "" };
      },
    };
    const context = makeContext({ platform: stubborn });
    await settle(runCommand(context, sign(ID, session)));
    expect(forces).toEqual(["ask", "terminate", "kill"]);
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "gone"]);
    context.journal.close();
  });

  it("tells gone when the machine went down with the session", async () => {
    host.faults.crashes = true;
    const context = makeContext();
    const work = runCommand(context, sign(ID, fenceOf(host.logOn(ANNA))));
    clock.after(1_000, () => host.boot());
    await settle(work);
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "gone"]);
    expect(context.journal.find(ID)?.receipts.at(-1)?.detail).toContain("restarted");
    context.journal.close();
  });
});

describe("the other verbs", () => {
  it("show a message once, and say why nobody saw one", async () => {
    const id = host.logOn(ANNA);
    const context = makeContext();
    const signed = sign(ID, fenceOf(id), { verb: "message", text: "Save your work." });
    await settle(Promise.all([runCommand(context, signed), runCommand(context, signed)]));
    await settle(runCommand(context, signed));
    expect(host.shown.map(({ sessionId, text }) => [sessionId, text])).toEqual([[id, "Save your work."]]);
    expect(stepsOf(context.journal)).toEqual(["accepted", "shown"]);

    host.lock(id);
    const later = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a33";
    await settle(runCommand(context, sign(later, fenceOf(id), { verb: "message", text: "Again." })));
    expect(stepsOf(context.journal, later)).toEqual(["accepted", "not_shown"]);
    expect(context.journal.find(later)?.receipts.at(-1)?.detail).toBe("the screen is locked");
    context.journal.close();
  });

  it("disconnect a session and keep it", async () => {
    const id = host.logOn(ANNA);
    const context = makeContext();
    await settle(runCommand(context, sign(ID, fenceOf(id), { verb: "disconnect" })));
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "done"]);
    expect(host.sessions()).toMatchObject([{ sessionId: id, state: "disconnected" }]);
    context.journal.close();
  });

  it("force a session off that an ordinary logoff leaves behind", async () => {
    host.faults.resists = true;
    const id = host.logOn(ANNA);
    const context = makeContext({ departurePatienceMs: 1_000 });
    await settle(runCommand(context, sign(ID, fenceOf(id))));
    expect(stepsOf(context.journal)).toEqual(["accepted", "executed", "failed"]);
    const forced = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a44";
    await settle(runCommand(context, sign(forced, fenceOf(id), { verb: "force" })));
    expect(stepsOf(context.journal, forced)).toEqual(["accepted", "executed", "gone"]);
    context.journal.close();
  });

  it.each([
    ["message", "not_shown"],
    ["disconnect", "failed"],
    ["force", "failed"],
  ])("killed between journal and act, %s is never done again, and told as %s", async (verb, told) => {
    const id = host.logOn(ANNA);
    const signed = sign(ID, fenceOf(id), { verb, ...(verb === "message" ? { text: "x" } : {}) });
    const dying = makeContext({
      atStep: (step) => {
        if (step === "accepted") throw new Killed();
      },
    });
    await expect(settle(runCommand(dying, signed))).rejects.toThrow(Killed);
    dying.journal.close();
    const reborn = makeContext({ departurePatienceMs: 1_000 });
    await settle(finishInterrupted(reborn));
    await settle(runCommand(reborn, signed));
    expect(stepsOf(reborn.journal)).toEqual(["accepted", told]);
    expect(host.shown).toEqual([]);
    expect(host.sessions()).toMatchObject([{ sessionId: id, state: "active" }]);
    reborn.journal.close();
  });
});

describe("the journal", () => {
  it("drops what is told and long expired, and keeps what is not told", async () => {
    const first = makeContext();
    await settle(runCommand(first, sign(ID, fenceOf(host.logOn(ANNA)))));
    const untold = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a22";
    first.journal.acknowledge(first.journal.unacknowledged());
    await settle(runCommand(first, sign(untold, fenceOf(host.logOn(ANNA)))));
    first.journal.close();
    clock.advance(25 * 3_600_000);
    const { journal } = makeContext();
    expect(journal.find(ID)).toBeNull();
    expect(journal.unacknowledged().map((receipt) => receipt.commandId)).toEqual([untold, untold, untold]);
    journal.close();
  });
});

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
        renew();
        const stateDir = path.join(folder, String(round++));
        const sessions = [0, 1, 2, 3, 4, 5].map(() => host.logOn(ANNA));
        clock.advance(10);
        const fences = sessions.map(fenceOf);
        const commands = fences.map((fence, index) => ({
          fence,
          signed: sign(`0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a1${index}`, fence),
        }));
        const meant = new Set(fences.map((fence) => `${fence.sessionId} ${fence.loggedOnAt}`));
        const make = () => makeContext({ departurePatienceMs: 500 }, stateDir);
        let context = make();
        const inFlight: Promise<void>[] = [];
        for (const step of script) {
          const command = commands[step.which];
          if (step.kind === "deliver" && command) {
            deliveries += 1;
            inFlight.push(runCommand(context, command.signed));
          } else if (step.kind === "kill" && command) {
            deliveries += 1;
            const dying = { ...context, atStep: (at: string) => at === "accepted" && fail() };
            inFlight.push(runCommand(dying, command.signed).catch(() => {}));
          } else {
            await settle(Promise.all(inFlight.splice(0)));
            if (step.kind === "reuse" && host.sessions().length < 6) host.logOn(ANNA);
            if (step.kind === "restart") {
              context.journal.close();
              context = make();
              await settle(finishInterrupted(context));
            }
          }
        }
        await settle(Promise.all(inFlight));
        context.journal.close();
        for (const act of acts) expect(meant.has(act)).toBe(true);
        expect(new Set(acts).size).toBe(acts.length);
        executions += acts.length;
      }),
      { numRuns: 50 },
    );
    expect(deliveries).toBeGreaterThan(2_000);
    expect(executions).toBeGreaterThan(100);
  }, 60_000);
});

function fail(): never {
  throw new Killed();
}
