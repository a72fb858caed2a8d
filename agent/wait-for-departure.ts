import type { Fence } from "@/lib/domain/fence";
import { type Clock, pause } from "./clock";
import { findFencedSession } from "./find-fenced-session";
import type { LogOffForce, Platform } from "./platform";

export type Departure =
  | { readonly kind: "gone"; readonly detail: string }
  | { readonly kind: "stays"; readonly detail: string }
  /** The host could not be asked. */
  | { readonly kind: "unknown"; readonly detail: string };

interface Options {
  readonly patienceMs: number;
  /** Called for a session that stays behind as `closing`; absent when nothing may be done any more. */
  readonly insist?: (force: LogOffForce) => Promise<void>;
  /** Presses on with any session that is still there, not only with one that stays behind as `closing`. */
  readonly isForced?: boolean;
}

/** A session that is still `closing` after these times has something left running in it. */
const INSIST_AFTER: readonly { readonly delayMs: number; readonly force: LogOffForce }[] = [
  { delayMs: 1_500, force: "terminate" },
  { delayMs: 4_000, force: "kill" },
];
/** Notifications get lost; looking again does not. */
const LOOK_EVERY_MS = 500;

/** Watches until the session is missing from the host's own list. */
export async function waitForDeparture(
  platform: Platform,
  clock: Clock,
  fence: Fence,
  { patienceMs, insist, isForced = false }: Options,
): Promise<Departure> {
  let wake = new AbortController();
  let isOver = false;
  const due: LogOffForce[] = [];
  const stops = [
    platform.watch(() => wake.abort()),
    // Timers, not readings of the clock: the clock may be set while we wait.
    clock.after(patienceMs, () => {
      isOver = true;
      wake.abort();
    }),
    ...INSIST_AFTER.map(({ delayMs, force }) => clock.after(delayMs, () => due.push(force))),
  ];
  const seconds = Math.round(patienceMs / 1000);
  try {
    for (;;) {
      wake = new AbortController();
      if (isOver) wake.abort();
      const found = await look(platform, fence);
      if (found.kind === "different") {
        return { kind: "gone", detail: found.field === "sessionId" ? "" : found.detail };
      }
      if (isOver) {
        if (found.kind === "blind") return { kind: "unknown", detail: `${found.detail} (for ${seconds} s)` };
        const { state } = found.session;
        return { kind: "stays", detail: `the session is still there after ${seconds} s (${state})` };
      }
      const force = due[0];
      if (insist && force && found.kind === "same" && (isForced || found.session.state === "closing")) {
        due.shift();
        await insist(force);
        continue;
      }
      await pause(clock, LOOK_EVERY_MS, wake.signal);
    }
  } finally {
    for (const stop of stops) stop();
  }
}

async function look(platform: Platform, fence: Fence) {
  try {
    return await findFencedSession(platform, fence);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "blind" as const, detail: `the host could not be asked: ${why}` };
  }
}
