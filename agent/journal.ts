import { closeSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import {
  COMMAND_VERBS,
  type CommandVerb,
  fenceSchema,
  type Receipt,
  receiptSchema,
} from "@/lib/protocol/messages";
import { appendDurably, isNoSpace, openForAppend, writeDurably } from "./durable-file";

const lineSchema = z.union([
  z.object({
    // Journals from before there were other verbs do not name it.
    verb: z._default(z.enum(COMMAND_VERBS), "log_off"),
    fence: z.nullable(fenceSchema),
    expiresAt: z.number(),
    receipt: receiptSchema,
  }),
  z.object({ acknowledged: z.array(z.string()) }),
]);

export interface JournalEntry {
  readonly commandId: string;
  readonly verb: CommandVerb;
  readonly fence: z.infer<typeof fenceSchema> | null;
  readonly expiresAt: number;
  readonly receipts: readonly Receipt[];
}

const KEEP_AFTER_EXPIRY_MS = 24 * 3_600_000;
/** Past this many entries, those that are told and expired go at once. */
const MAX_ENTRIES = 10_000;
const COMPACT_AFTER_LINES = 4_096;

/** What this agent did with each command. A line is on disk before anything follows from it. */
export class Journal {
  readonly #file: string;
  #fd: number;
  #lines = 0;
  #compactAt = COMPACT_AFTER_LINES;
  #entries = new Map<string, { -readonly [K in keyof JournalEntry]: JournalEntry[K] }>();
  /** `commandId step` of receipts that the gateway has on disk. */
  #acknowledged = new Set<string>();

  constructor(stateDir: string, now: number) {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    this.#file = path.join(stateDir, "journal.jsonl");
    for (const line of existsSync(this.#file) ? readFileSync(this.#file, "utf8").split("\n") : []) {
      this.#replay(line);
    }
    this.#dropOld(now);
    this.#tidyUp();
    this.#fd = openForAppend(this.#file);
  }

  /** Without room for a second file the first one goes on as it is. */
  #tidyUp(): void {
    try {
      this.#rewrite();
    } catch (error) {
      if (!isNoSpace(error)) throw error;
    }
  }

  find(commandId: string): JournalEntry | null {
    return this.#entries.get(commandId) ?? null;
  }

  /** Returns once the line is on disk. */
  write(receipt: Receipt, about: Omit<JournalEntry, "commandId" | "receipts">): void {
    const { verb, fence, expiresAt } = about;
    const line = { verb, fence, expiresAt, receipt };
    this.#append(line);
    this.#apply(line);
    if (this.#lines > this.#compactAt) this.#compact(receipt.at);
  }

  unacknowledged(): Receipt[] {
    return [...this.#entries.values()]
      .flatMap((entry) => entry.receipts)
      .filter((receipt) => !this.#acknowledged.has(receiptKey(receipt)));
  }

  /** Duplicates are answered from here: the same words as the first time. */
  tellAgain(commandId: string): void {
    for (const receipt of this.#entries.get(commandId)?.receipts ?? []) {
      this.#acknowledged.delete(receiptKey(receipt));
    }
  }

  acknowledge(receipts: readonly Receipt[]): void {
    if (receipts.length === 0) return;
    const keys = receipts.map(receiptKey);
    for (const key of keys) this.#acknowledged.add(key);
    this.#append({ acknowledged: keys });
  }

  /** Accepted once, and nobody knows yet how it went. */
  unfinished(): JournalEntry[] {
    return [...this.#entries.values()].filter((entry) => {
      const last = entry.receipts.at(-1);
      return last?.step === "accepted" || last?.step === "executed";
    });
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The leading line break ends whatever a full disk left half-written. */
  #append(line: unknown): void {
    appendDurably(this.#fd, `\n${JSON.stringify(line)}\n`);
    this.#lines += 1;
  }

  #replay(line: string): void {
    if (line.trim() === "") return;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // A torn last line was never acted upon: the act waits for the sync.
      return;
    }
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) return;
    if ("acknowledged" in parsed.data)
      for (const key of parsed.data.acknowledged) this.#acknowledged.add(key);
    else this.#apply(parsed.data);
  }

  #apply(line: Omit<JournalEntry, "commandId" | "receipts"> & { readonly receipt: Receipt }): void {
    const { receipt, verb, fence, expiresAt } = line;
    const entry = this.#entries.get(receipt.commandId);
    if (entry) entry.receipts = [...entry.receipts, receipt];
    else {
      const { commandId } = receipt;
      this.#entries.set(commandId, { commandId, verb, fence, expiresAt, receipts: [receipt] });
    }
  }

  #compact(now: number): void {
    this.#dropOld(now);
    closeSync(this.#fd);
    this.#tidyUp();
    this.#fd = openForAppend(this.#file);
  }

  #dropOld(now: number): void {
    const keepMs = this.#entries.size > MAX_ENTRIES ? 0 : KEEP_AFTER_EXPIRY_MS;
    const unfinished = new Set(this.unfinished().map((entry) => entry.commandId));
    for (const [commandId, entry] of this.#entries) {
      const isTold = entry.receipts.every((receipt) => this.#acknowledged.has(receiptKey(receipt)));
      const isOld = entry.expiresAt + keepMs < now;
      const isHopeless = entry.expiresAt + 30 * KEEP_AFTER_EXPIRY_MS < now;
      if (isHopeless || (isOld && isTold && !unfinished.has(commandId))) this.#entries.delete(commandId);
    }
    const kept = [...this.#entries.values()].flatMap((entry) => entry.receipts).map(receiptKey);
    this.#acknowledged = new Set(kept.filter((key) => this.#acknowledged.has(key)));
  }

  #rewrite(): void {
    const lines: unknown[] = [...this.#entries.values()].flatMap(({ verb, fence, expiresAt, receipts }) =>
      receipts.map((receipt) => ({ verb, fence, expiresAt, receipt })),
    );
    if (this.#acknowledged.size > 0) lines.push({ acknowledged: [...this.#acknowledged] });
    writeDurably(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    this.#lines = lines.length;
    this.#compactAt = Math.max(COMPACT_AFTER_LINES, 2 * lines.length);
  }
}

function receiptKey(receipt: Receipt): string {
  return `${receipt.commandId} ${receipt.step}`;
}
