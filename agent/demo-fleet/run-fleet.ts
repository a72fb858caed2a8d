import { readIdentity } from "../agent-state";
import { type Clock, pause, systemClock } from "../clock";
import { enrolAgent } from "../enrol";
import { inWords, runAgent } from "../run-agent";
import { GatewayRefusal } from "../send-signed";
import { skewOf } from "./build-machine";
import { fidget } from "./fidget";
import type { FleetMember } from "./fleet-member";
import { openFleetRecord } from "./fleet-record";
import { HistoryGate } from "./history-gate";
import { makeMembers, memberFolder } from "./make-members";
import { FLEET_FAULTS } from "./plan-host";

interface Options {
  readonly serverUrl: string;
  readonly token: string;
  readonly stateDir: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly log: (host: string | null, message: string) => void;
}

const ENROL_AT_ONCE = 6;
const RETRY_ENROL_MS = 2_000;
const RESTART_MS = 10_000;
/** So many hosts tell their past at a time: the gateway has people to serve meanwhile. */
const PASTS_AT_ONCE = 4;
/** A host that is off must not keep the others waiting. */
const LONGEST_PAST_MS = 20_000;
const SILENT_AFTER_MS = 90_000;

/** Resolves when stopped. Rejects when the gateway will not have a single host. */
export async function runFleet(options: Options): Promise<void> {
  const { stateDir, log, signal } = options;
  const clock = systemClock;
  const record = openFleetRecord(stateDir, options.seed, clock.now());
  const members = makeMembers(record, stateDir, clock);
  for (const member of members) member.catchUp(clock.now());
  for (const member of members) member.goLive();
  log(null, `${members.length} hosts live since ${new Date(record.originAt).toISOString()}`);

  const gates: HistoryGate[] = [];
  const agents: Promise<void>[] = [];
  try {
    await inParallel(ENROL_AT_ONCE, members, async (member) => {
      if (!(await enrol(options, member))) return;
      const gate = new HistoryGate();
      gates.push(gate);
      agents.push(runMember(options, member, gate));
    });
    if (agents.length === 0 && !signal.aborted) throw new Error("no host could be enrolled");
    log(null, `${agents.length} hosts are enrolled`);
    await Promise.all([
      fidget(record.seed, members, clock, signal),
      openGates(gates, clock, signal),
      ...agents,
    ]);
  } finally {
    for (const member of members) member.stop();
  }
}

/** Who is on is told everywhere by now; the past follows, some hosts at a time. */
async function openGates(gates: readonly HistoryGate[], clock: Clock, signal: AbortSignal): Promise<void> {
  await inParallel(PASTS_AT_ONCE, gates, async (gate) => {
    if (signal.aborted) return;
    const passed = new AbortController();
    void gate.open().then(() => passed.abort());
    await pause(clock, LONGEST_PAST_MS, AbortSignal.any([signal, passed.signal]));
  });
}

/** True once the host has a key that the gateway knows. */
async function enrol(options: Options, { spec, platform }: FleetMember): Promise<boolean> {
  const { serverUrl, token, signal, log } = options;
  const stateDir = memberFolder(options.stateDir, spec.name);
  let trouble = "";
  while (!signal.aborted) {
    if (readIdentity(stateDir)) return true;
    try {
      await enrolAgent({ platform, stateDir, serverUrl, token, signal });
    } catch (error) {
      if (inWords(error) !== trouble && !signal.aborted) log(spec.name, inWords(error));
      if (error instanceof GatewayRefusal && error.status < 500 && error.status !== 429) return false;
      trouble = inWords(error);
      await pause(systemClock, RETRY_ENROL_MS, signal);
    }
  }
  return false;
}

/** The real agent, on a machine that is not. */
async function runMember(
  options: Options,
  { spec, platform }: FleetMember,
  gate: HistoryGate,
): Promise<void> {
  const { serverUrl, log } = options;
  const skewMs = skewOf(spec.name);
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + skewMs };
  const signals = [options.signal];
  if (spec.name === FLEET_FAULTS.silent) signals.push(AbortSignal.timeout(SILENT_AFTER_MS));
  const signal = AbortSignal.any(signals);
  while (!signal.aborted) {
    try {
      await runAgent({
        platform: gate.before(platform),
        stateDir: memberFolder(options.stateDir, spec.name),
        serverUrl,
        signal,
        clock,
        log: (line) => log(spec.name, line),
      });
    } catch (error) {
      log(spec.name, `the agent stopped: ${inWords(error)}`);
      await pause(systemClock, RESTART_MS, signal);
    }
  }
}

async function inParallel<T>(
  lanes: number,
  list: readonly T[],
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = list.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of queue) await run(item);
    }),
  );
}
