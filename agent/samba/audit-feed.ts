import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { EMPTY_EVENT, LOGIND } from "@/lib/domain/audit-event";
import type { ReportedEvent } from "@/lib/protocol/messages";
import type { Accounts } from "../logind/accounts";
import type { EventBatch } from "../platform";
import { isAfter, type JournalLine, keyOfName, readJournalLine, SAMBA_FILTER } from "./audit-line";
import { type RunChange, ShareRuns } from "./share-runs";

const OUTPUT = ["--output=json", "--quiet", "--no-pager"];

/** Samba's audit lines out of the journal, as events; and, read to its end, who has shares open now. */
export class AuditFeed {
  readonly #accounts: Accounts;
  readonly #machineId: string;
  #runs = new ShareRuns();
  /** The last record that was taken; what is open is known up to it. */
  #position: string | null = null;

  constructor(accounts: Accounts, machineId: string) {
    this.#accounts = accounts;
    this.#machineId = machineId;
  }

  get runs(): ShareRuns {
    return this.#runs;
  }

  /** A cursor that is not where this feed stands is reached by reading again what came before it. */
  async read(cursor: string | null, limit: number): Promise<EventBatch> {
    let isBehind = cursor !== this.#position;
    if (isBehind) {
      this.#runs = new ShareRuns();
      this.#position = null;
      isBehind = cursor !== null;
    }
    const events: ReportedEvent[] = [];
    for await (const record of recordsAfter(this.#position)) {
      const change = this.#runs.take(record);
      this.#position = record.cursor;
      if (isBehind) {
        if (record.cursor === cursor) {
          isBehind = false;
          continue;
        }
        if (cursor === null || !isAfter(record, cursor)) continue;
        isBehind = false;
      }
      if (change) events.push(await this.#toEvent(record, change));
      if (events.length === limit) break;
    }
    // Nothing of what the cursor was in is left: it stays, and the next record is behind it.
    if (this.#position === null) return { events, cursor };
    return { events, cursor: this.#position };
  }

  /** To the end, for what is open alone. */
  async catchUp(): Promise<ShareRuns> {
    for (;;) {
      const before = this.#position;
      await this.read(before, 10_000);
      if (this.#position === before) return this.#runs;
    }
  }

  async #toEvent(record: JournalLine, { eventId, run }: RunChange): Promise<ReportedEvent> {
    const { recordId, at, boot, raw } = record;
    const event: ReportedEvent = { ...EMPTY_EVENT, log: "samba", recordId, at, eventId, boot, raw };
    if (!run) return event;
    const account = await keyOfName(this.#accounts, this.#machineId, run.user);
    return {
      ...event,
      sessionId: run.id,
      logonId: run.id,
      userName: run.user.slice(0, 256),
      sid: account?.key ?? null,
      address: eventId === LOGIND.SESSION_NEW ? run.address.slice(0, 64) : null,
    };
  }
}

async function* recordsAfter(position: string | null): AsyncGenerator<JournalLine> {
  const after = position === null ? [] : [`--after-cursor=${position}`];
  const child = spawn("journalctl", [...OUTPUT, ...after, ...SAMBA_FILTER], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const failed = new Promise<never>((_, reject) => child.once("error", reject));
  failed.catch(() => {});
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const record = readJournalLine(text);
      if (record) yield record;
    }
    if (child.exitCode === null && child.pid === undefined) await failed;
  } finally {
    child.kill();
  }
}
