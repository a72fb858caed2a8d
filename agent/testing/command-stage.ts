import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Fence } from "@/lib/domain/fence";
import type { SignedCommand } from "@/lib/protocol/messages";
import { commandText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { ManualClock } from "../clock";
import { Journal } from "../journal";
import type { Platform } from "../platform";
import type { CommandContext, CommandStep } from "../run-command";
import { SimulatedHost } from "../simulated/simulated-host";
import { simulatedPlatform } from "../simulated/simulated-platform";

const START = Date.UTC(2026, 2, 3, 8, 0, 0);
const KEYS = makeKeyPair();
export const ANNA = { name: "a.berg", displayName: "Anna Berg" };
export const ID = "0b7e5f5e-6a57-4f5e-9d8a-1c6f1d0f7a11";

type Ask = { readonly verb: string; readonly text?: string };

/** What a test kills the agent with. */
export class Killed extends Error {}

export function dieAt(fatal: CommandStep): (step: CommandStep) => void {
  return (step) => {
    if (step === fatal) throw new Killed();
  };
}

/** A simulated host, and what an agent on it needs to run commands; time moves while `settle` waits. */
export class CommandStage {
  readonly folder = mkdtempSync(path.join(tmpdir(), "curfew-command-"));
  clock = new ManualClock(START);
  host = this.#newHost();
  /** Session ids that the operating system was asked to log off, by logon time. */
  acts: string[] = [];

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Another host, at the same time as the first was. */
  renew(): void {
    this.clock = new ManualClock(START);
    this.host = this.#newHost();
    this.acts = [];
  }

  context(part: Partial<CommandContext> = {}, stateDir = this.folder): CommandContext {
    return {
      platform: this.#platform(),
      journal: new Journal(stateDir, this.clock.now()),
      clock: this.clock,
      commandKey: KEYS.publicKey,
      onReceipt: () => {},
      log: () => {},
      ...part,
    };
  }

  fenceOf(sessionId: string): Fence {
    const session = this.host.sessions().find((candidate) => candidate.sessionId === sessionId);
    if (!session) throw new Error(`no session ${sessionId}`);
    const { loggedOnAt, account } = session;
    const { machineId } = this.host;
    return { machineId, bootId: this.host.requireBoot().id, sessionId, loggedOnAt, accountKey: account.key };
  }

  sign(id: string, fence: Fence, ask: Ask = { verb: "log_off" }): SignedCommand {
    const issuedAt = this.clock.now();
    const payload = JSON.stringify({ id, ...ask, fence, issuedAt, expiresAt: issuedAt + 60_000 });
    return { payload, signature: signText(KEYS.privateKey, commandText(payload)) };
  }

  async settle(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => {});
    while (!isDone) {
      this.clock.advance(50);
      await setImmediate();
    }
    await settled;
  }

  #newHost(): SimulatedHost {
    const host = new SimulatedHost({ seed: 11, name: "TS-01", clock: this.clock });
    host.boot();
    return host;
  }

  #platform(): Platform {
    const real = simulatedPlatform(this.host);
    return {
      ...real,
      logOff: (fence, force) => {
        if (force === "ask") this.acts.push(`${fence.sessionId} ${fence.loggedOnAt}`);
        return real.logOff(fence, force);
      },
    };
  }
}

export function stepsOf(journal: Journal, id = ID): string[] {
  return journal.find(id)?.receipts.map((receipt) => receipt.step) ?? [];
}
