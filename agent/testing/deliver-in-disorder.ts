import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Fence } from "@/lib/domain/fence";
import type { CommandVerb, SignedCommand } from "@/lib/protocol/messages";
import { commandText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { ManualClock } from "../clock";
import { Journal } from "../journal";
import type { Platform } from "../platform";
import { type CommandContext, finishInterrupted, runCommand } from "../run-command";
import { Random } from "../simulated/random";
import { SimulatedHost } from "../simulated/simulated-host";
import { simulatedPlatform } from "../simulated/simulated-platform";

export interface Disorder {
  readonly seed: number;
  readonly deliveries: number;
  readonly stateDir: string;
}

export interface DisorderResult {
  readonly deliveries: number;
  readonly commands: number;
  /** Commands that were carried out at all. */
  readonly executed: number;
  /** The most that any one command was carried out. */
  readonly mostPerCommand: number;
  /** Acts on a session that no command meant. */
  readonly wrongSessions: number;
  readonly restarts: number;
  readonly kills: number;
}

const START = Date.UTC(2026, 2, 3, 8, 0, 0);
const VERBS: readonly CommandVerb[] = ["log_off", "force", "disconnect", "message"];
const SESSIONS = 8;
/** How many of the latest commands are still on some wire, to be delivered once more at any time. */
const ON_THE_WIRE = 24;

class Killed extends Error {}

interface Wire {
  readonly id: string;
  readonly verb: CommandVerb;
  readonly fence: Fence;
  readonly signed: SignedCommand;
}

/**
 * Commands for sessions whose ids are re-used at once, delivered again and again: duplicated, reordered, delayed past
 * their expiry, replayed after restarts, with the agent killed between any two of its steps.
 */
export async function deliverInDisorder({ seed, deliveries, stateDir }: Disorder): Promise<DisorderResult> {
  const random = new Random(seed);
  const clock = new ManualClock(START);
  const keys = makeKeyPair();
  const host = new SimulatedHost({ seed, name: "TS-CHAOS", clock });
  host.boot();
  /** Which command an act belongs to: it follows the command through every wait. */
  const running = new AsyncLocalStorage<Wire>();
  const acts = new Map<string, number>();
  let wrongSessions = 0;

  const count = (fence: Fence) => {
    const command = running.getStore();
    const now = host.sessions().find((session) => session.sessionId === fence.sessionId);
    // The platform itself refuses a session that went in between: nothing is done.
    if (!command || now?.loggedOnAt !== fence.loggedOnAt || now.account.key !== fence.accountKey) return;
    if (incarnation(command.fence) !== incarnation(fence)) wrongSessions += 1;
    acts.set(command.id, (acts.get(command.id) ?? 0) + 1);
  };
  const real = simulatedPlatform(host);
  const platform: Platform = {
    ...real,
    logOff: (fence, force) => {
      // What presses on with a session that stays behind belongs to the same act.
      if (force === (running.getStore()?.verb === "force" ? "terminate" : "ask")) count(fence);
      return real.logOff(fence, force);
    },
    disconnect: (fence) => {
      count(fence);
      return real.disconnect(fence);
    },
    message: (fence, text) => {
      count(fence);
      return real.message(fence, text);
    },
  };
  const start = (): CommandContext => ({
    platform,
    journal: new Journal(stateDir, clock.now()),
    clock,
    commandKey: keys.publicKey,
    onReceipt: () => {},
    log: () => {},
    departurePatienceMs: 400,
    actPatienceMs: 400,
  });
  const settle = async (work: readonly Promise<unknown>[]) => {
    let isDone = false;
    void Promise.allSettled(work).then(() => {
      isDone = true;
    });
    while (!isDone) {
      clock.advance(50);
      await setImmediate();
    }
  };

  let context = start();
  let wire: Wire[] = [];
  let commands = 0;
  let restarts = 0;
  let kills = 0;
  let made = 0;
  let inFlight: Promise<unknown>[] = [];

  const sign = (fence: Fence, verb: CommandVerb): Wire => {
    const id = randomUUID();
    const issuedAt = clock.now();
    const payload = JSON.stringify({
      ...{ id, verb, fence, issuedAt, expiresAt: issuedAt + random.between(200, 60_000) },
      ...(verb === "message" ? { text: id } : {}),
    });
    return {
      id,
      verb,
      fence,
      signed: { payload, signature: signText(keys.privateKey, commandText(payload)) },
    };
  };

  while (made < deliveries) {
    while (host.sessions().length < SESSIONS) {
      host.logOn({ name: `p${random.between(0, 3)}`, displayName: "P" });
    }
    const sessions = host.sessions();
    const session = sessions[random.between(0, sessions.length - 1)];
    if (session) {
      const { sessionId, loggedOnAt, account } = session;
      const { id: bootId } = host.requireBoot();
      const fence = { machineId: host.machineId, bootId, sessionId, loggedOnAt, accountKey: account.key };
      const verb = VERBS[random.between(0, VERBS.length - 1)] ?? "log_off";
      wire = [...wire, sign(fence, verb)].slice(-ON_THE_WIRE);
      commands += 1;
    }
    for (let i = random.between(10, 40); i > 0 && made < deliveries; i--) {
      const command = wire[random.between(0, wire.length - 1)];
      if (!command) continue;
      made += 1;
      const isKill = random.next() < 0.01;
      const fatal = random.between(0, 8);
      let step = 0;
      const dying = () => {
        if (step++ === fatal) throw new Killed();
      };
      if (isKill) kills += 1;
      const run = running.run(command, () =>
        runCommand(isKill ? { ...context, atStep: dying } : context, command.signed),
      );
      inFlight.push(run.catch(() => {}));
      if (random.next() < 0.1) clock.advance(random.between(1, 2_000));
    }
    await settle(inFlight);
    inFlight = [];
    if (random.next() < 0.05) {
      restarts += 1;
      context.journal.close();
      context = start();
      await settle([finishInterrupted(context)]);
    }
  }
  context.journal.close();
  const counts = [...acts.values()];
  return {
    deliveries: made,
    commands,
    executed: counts.length,
    mostPerCommand: Math.max(0, ...counts),
    wrongSessions,
    restarts,
    kills,
  };
}

function incarnation({ machineId, bootId, sessionId, loggedOnAt, accountKey }: Fence): string {
  return JSON.stringify([machineId, bootId, sessionId, loggedOnAt, accountKey]);
}
