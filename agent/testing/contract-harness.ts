import type { AgentContractHarness } from "@/lib/protocol/agent-contract";
import { makeKeyPair } from "@/lib/protocol/signature";
import type { Clock } from "../clock";
import { Journal } from "../journal";
import type { Platform } from "../platform";
import { type CommandContext, finishInterrupted, runCommand } from "../run-command";

interface Options {
  readonly platform: Platform;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly logOn: AgentContractHarness["logOn"];
  readonly passTime: () => Promise<void>;
}

/** The contract's view of a platform with this agent's own command runner on top. */
export async function makeContractHarness(
  options: Options,
): Promise<AgentContractHarness & { close(): void }> {
  const { stateDir, clock, passTime } = options;
  const keys = makeKeyPair();
  let executions = 0;
  let otherActs = 0;
  const platform: Platform = {
    ...bound(options.platform),
    logOff: (fence, force) => {
      // A forced logoff begins with the first signal; what presses on later belongs to the same act.
      if (force === "ask") executions += 1;
      return options.platform.logOff(fence, force);
    },
    disconnect: (fence) => {
      otherActs += 1;
      return options.platform.disconnect(fence);
    },
    message: (fence, text) => {
      otherActs += 1;
      return options.platform.message(fence, text);
    },
  };
  const start = (): CommandContext => ({
    platform,
    journal: new Journal(stateDir, clock.now()),
    clock,
    commandKey: keys.publicKey,
    onReceipt: () => {},
    log: () => {},
  });
  let context = start();
  const finished = async (work: Promise<void>) => {
    let isDone = false;
    const settled = work.finally(() => {
      isDone = true;
    });
    settled.catch(() => {});
    while (!isDone) await passTime();
    await settled;
  };
  return {
    platform,
    machineId: (await platform.facts()).machineId,
    commandPrivateKey: keys.privateKey,
    logOn: options.logOn,
    async deliver(signed, commandId) {
      await finished(runCommand(context, signed));
      return context.journal.find(commandId)?.receipts ?? [];
    },
    executions: () => executions,
    otherActs: () => otherActs,
    async restart() {
      context.journal.close();
      context = start();
      await finished(finishInterrupted(context));
    },
    now: () => clock.now(),
    passTime,
    close: () => context.journal.close(),
  };
}

/** A platform may be a class: its methods keep their own `this`. */
function bound(platform: Platform): Platform {
  return {
    facts: () => platform.facts(),
    boot: () => platform.boot(),
    listSessions: () => platform.listSessions(),
    watch: (onChange) => platform.watch(onChange),
    logOff: (fence, force) => platform.logOff(fence, force),
    disconnect: (fence) => platform.disconnect(fence),
    lock: (fence) => platform.lock(fence),
    message: (fence, text) => platform.message(fence, text),
    readEvents: (cursor, limit) => platform.readEvents(cursor, limit),
    auditPolicy: () => platform.auditPolicy(),
    close: () => platform.close(),
  };
}
