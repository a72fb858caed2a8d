import { setTimeout as pause } from "node:timers/promises";
import type { Fence } from "@/lib/domain/fence";
import type { Koffi } from "../windows/load-koffi";
import type { SessionHints } from "../windows/session-hints";
import { WindowsError } from "../windows/windows-error";
import type { WindowsPlatform } from "../windows/windows-platform";
import type { StandInWindows } from "./stand-in-windows";

export interface WindowsCheck {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

export interface Stage {
  readonly koffi: Koffi;
  readonly standIn: StandInWindows;
  readonly platform: WindowsPlatform;
  readonly hints: SessionHints;
  /** A folder for what is kept on disk. */
  readonly stateDir: string;
}

/** The platform looks by itself now and then: what is out while it does so comes back. What leaks does not. */
export async function livingAtRest(standIn: StandInWindows): Promise<number> {
  let lowest = standIn.living();
  for (let i = 0; i < 40; i++) {
    await pause(10);
    lowest = Math.min(lowest, standIn.living());
  }
  return lowest;
}

export async function sessionOf(platform: WindowsPlatform, id: number) {
  const session = (await platform.listSessions()).find(({ sessionId }) => sessionId === String(id));
  if (!session) throw new Error(`session ${id} is not listed`);
  return session;
}

export async function fenceOf(platform: WindowsPlatform, id: number): Promise<Fence> {
  const { sessionId, loggedOnAt, account } = await sessionOf(platform, id);
  const { machineId } = await platform.facts();
  return { machineId, bootId: (await platform.boot()).id, sessionId, loggedOnAt, accountKey: account.key };
}

export async function readToEnd(platform: WindowsPlatform): Promise<string | null> {
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<WindowsPlatform["readEvents"]>> = await platform.readEvents(
      cursor,
      1_000,
    );
    if (batch.cursor === cursor) return cursor;
    cursor = batch.cursor;
  }
}

export function codeOf(call: Promise<unknown>): Promise<number> {
  return call.then(
    () => 0,
    (error: unknown) => (error instanceof WindowsError ? error.code : -1),
  );
}

export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endAt = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(`waited in vain for ${what}`);
    await pause(10);
  }
}

export function equal(found: readonly unknown[], expected: readonly unknown[], what: string): void {
  const [have, want] = [found, expected].map((list) => JSON.stringify(list));
  expect(have === want, `${what}: ${have} instead of ${want}`);
}

export function expect(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message.slice(0, 500));
}
