import { type Clock, pause } from "../clock";
import { chance, pick } from "./chance";
import type { FleetMember } from "./fleet-member";

const EVERY_MS = 2_000;
/** Of every ten that were picked while at work, this many stop for a moment. */
const STOPS_OF_TEN = 5;

/** Somebody somewhere stops or goes on working every few seconds, so that an open page lives. */
export async function fidget(
  seed: number,
  members: readonly FleetMember[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(clock, EVERY_MS, signal);
    if (signal.aborted) return;
    const random = chance(seed, "fidget", Math.floor(clock.now() / EVERY_MS));
    const seats = members.flatMap((member) =>
      member.machine.isOn
        ? member.machine.sessions().map(({ sessionId, state }) => ({ member, sessionId, state }))
        : [],
    );
    const there = seats.filter(({ state }) => state === "active" || state === "idle");
    if (there.length === 0) continue;
    const { member, sessionId, state } = pick(random, there);
    if (state === "idle" || random.between(1, 10) <= STOPS_OF_TEN) member.fidget(sessionId);
  }
}
