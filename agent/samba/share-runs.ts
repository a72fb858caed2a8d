import { LOGIND } from "@/lib/domain/audit-event";
import type { JournalLine } from "./audit-line";

/** A person has shares open over one connection, from the first that was opened until the last is closed. */
export interface ShareRun {
  /** The connection's process and when it began: a process id is given again. */
  readonly id: string;
  readonly pid: number;
  readonly user: string;
  readonly address: string;
  /** Whole milliseconds of the record that began it. */
  readonly startedAt: number;
  readonly shares: Map<string, number>;
}

export interface RunChange {
  readonly eventId: number;
  /** Null for the marks of a boot. */
  readonly run: ShareRun | null;
}

/** What Samba calls a session outlives what anybody does with it; what its audit tells is who has shares open. */
export class ShareRuns {
  readonly #open = new Map<string, ShareRun>();
  #boot = "";

  find(pid: number, user: string): ShareRun | null {
    return this.#open.get(keyOf(pid, user)) ?? null;
  }

  /** In the order of the journal; null where nobody came or went. */
  take(record: JournalLine): RunChange | null {
    const isNewBoot = record.boot !== this.#boot;
    if (isNewBoot) this.#open.clear();
    this.#boot = record.boot;
    const { line } = record;
    switch (line?.kind) {
      case undefined:
        return null;
      case "boot":
        return isNewBoot ? { eventId: LOGIND.BOOT, run: null } : null;
      case "shutdown":
        return { eventId: LOGIND.SHUTDOWN, run: null };
      case "connect":
        return this.#connect(record, line);
      case "disconnect":
        return this.#disconnect(line);
    }
  }

  #connect({ at }: JournalLine, { pid, user, address, share }: Line): RunChange | null {
    const open = this.find(pid, user);
    if (open) {
      open.shares.set(share, (open.shares.get(share) ?? 0) + 1);
      return null;
    }
    const startedAt = Math.floor(at);
    const run: ShareRun = {
      id: runId(pid, startedAt),
      pid,
      user,
      address,
      startedAt,
      shares: new Map([[share, 1]]),
    };
    this.#open.set(keyOf(pid, user), run);
    return { eventId: LOGIND.SESSION_NEW, run };
  }

  #disconnect({ pid, user, share }: Line): RunChange | null {
    const run = this.find(pid, user);
    const count = run?.shares.get(share);
    if (!run || count === undefined) return null;
    if (count > 1) run.shares.set(share, count - 1);
    else run.shares.delete(share);
    if (run.shares.size > 0) return null;
    this.#open.delete(keyOf(pid, user));
    return { eventId: LOGIND.SESSION_REMOVED, run };
  }
}

type Line = Extract<JournalLine["line"], { readonly share: string }>;

export function runId(pid: number, startedAt: number): string {
  return `${pid}-${startedAt}`;
}

function keyOf(pid: number, user: string): string {
  return `${pid} ${user}`;
}
