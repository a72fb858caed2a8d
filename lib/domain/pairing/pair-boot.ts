import type { PairedSession } from "../ending";
import { lastEventAt, startOfBoot, stopOfBoot } from "./boot-stop";
import type { BootRun } from "./cut-boots";
import type { Leftover } from "./leftover";
import { pairLinux } from "./pair-linux";
import { pairWindows } from "./pair-windows";
import type { Pairing } from "./pairing";
import { Power } from "./power";
import { eventsByLog, inRecordOrder } from "./record-order";

/** The sessions of one boot, from its events in any order. The head of the next boot tells a crash from a shutdown. */
export function pairBoot(run: BootRun, next: BootRun | null): Pairing {
  const events = inRecordOrder(run.events);
  const logs = eventsByLog(events);
  const power = new Power(logs);
  const nextEvents = next && next.events.length > 0 ? inRecordOrder(next.events) : null;
  const windows = pairWindows(run.key, logs, stopOfBoot(events, nextEvents, power), power);
  const linux = pairLinux(logs, {
    boot: run.key,
    lastAt: lastEventAt(events),
    nextAt: nextEvents && startOfBoot(nextEvents),
  });
  return {
    sessions: [...windows.sessions, ...linux.sessions].sort(byStart),
    leftovers: [...windows.leftovers, ...linux.leftovers].sort(byRecord),
    networkLogons: windows.networkLogons,
  };
}

export function byStart(a: PairedSession, b: PairedSession): number {
  const difference = (a.startedAt ?? a.startedBefore ?? 0) - (b.startedAt ?? b.startedBefore ?? 0);
  return difference || compareText(a.logonId, b.logonId);
}

function byRecord(a: Leftover, b: Leftover): number {
  return a.at - b.at || compareText(recordKey(a), recordKey(b));
}

function recordKey(leftover: Leftover): string {
  const first = leftover.records[0];
  return `${first?.log} ${String(first?.recordId).padStart(20)} ${leftover.kind}`;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
