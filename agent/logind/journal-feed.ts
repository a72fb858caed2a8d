import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { EventBatch } from "../platform";
import {
  bootOf,
  gapBehind,
  type Host,
  JOURNAL_FILTER,
  type JournalRecord,
  readJournalLine,
} from "./journal-record";

interface Options extends Host {
  readonly bootId: string;
  readonly onNews: () => void;
  readonly log: (line: string) => void;
}

interface Follower {
  readonly child: ChildProcess;
  /** Where its buffer begins. */
  position: string | null;
  readonly records: JournalRecord[];
  /** Cursors of records that were read before it told of them. */
  readonly early: Set<string>;
  isLost: boolean;
  trustedAt: number;
}

/** Past this the journal itself is the buffer. */
const MAX_BUFFERED = 5_000;
/** A follower that has not told of so many by now never will. */
const MAX_EARLY = 100;
/** A follower that says nothing is checked against the journal this often. */
const TRUST_MS = 30_000;
const run = promisify(execFile);
const OUTPUT = ["--output=json", "--quiet", "--no-pager"];

/** The audit feed: what was missed is read in one go, what comes after arrives by itself. */
export class JournalFeed {
  readonly #options: Options;
  #follower: Follower | null = null;
  /** The cursor behind which the journal was found whole. */
  #unbroken: string | null = null;
  #isHurried = false;
  #isClosed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** A record is being written now. journald tells followers up to 250 ms late; who looks finds it at once. */
  hurry(): void {
    this.#isHurried = true;
    this.#options.onNews();
  }

  async read(cursor: string | null, limit: number): Promise<EventBatch> {
    const follower = this.#follower;
    const isThere = follower && !follower.isLost && follower.position === cursor;
    const isTrusted = isThere && performance.now() - follower.trustedAt < TRUST_MS;
    if (isThere && ((isTrusted && !this.#isHurried) || follower.records.length > 0)) {
      const records = follower.records.splice(0, limit);
      follower.position = records.at(-1)?.cursor ?? cursor;
      return toBatch(records, cursor);
    }
    const isEarly = isTrusted && this.#isHurried;
    this.#isHurried = false;
    const gap = cursor !== null && !isThere && cursor !== this.#unbroken ? await readGap(cursor) : null;
    this.#unbroken = cursor;
    const missed = await this.#readMissed(cursor, limit);
    if (gap) {
      this.#options.log(
        `the journal has dropped records that were not read: ${gap.event?.reason} of all kinds`,
      );
      // Without a record behind it the cursor stays, and the gap is told when there is one.
      if (missed.length === 0) this.#unbroken = null;
      else missed.unshift(gap);
    }
    if (isEarly) this.#readBefore(follower, missed);
    else if (missed.length > 0 && isThere && follower.records.length === 0) {
      this.#options.log("journalctl --follow missed records: it is started again");
      this.#stopFollowing();
    } else if (missed.length === 0 && isThere) follower.trustedAt = performance.now();
    else if (missed.length === 0) this.#follow(cursor);
    return toBatch(missed, cursor);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopFollowing();
  }

  /** What the follower tells of later is known then. */
  #readBefore(follower: Follower, records: readonly JournalRecord[]): void {
    for (const { cursor } of records) follower.early.add(cursor);
    const fresh = follower.records.filter(({ cursor }) => !follower.early.delete(cursor));
    follower.records.splice(0, follower.records.length, ...fresh);
    follower.position = records.at(-1)?.cursor ?? follower.position;
    if (follower.early.size > MAX_EARLY) this.#stopFollowing();
  }

  async #readMissed(cursor: string | null, limit: number): Promise<JournalRecord[]> {
    const after = cursor === null ? [] : [`--after-cursor=${cursor}`];
    const child = spawn("journalctl", [...OUTPUT, ...after, ...JOURNAL_FILTER], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(0, 500);
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    ended.catch(() => {});
    const records: JournalRecord[] = [];
    let boot = cursor === null ? null : bootOf(cursor);
    for await (const line of createInterface({ input: child.stdout })) {
      const record = await this.#read(line, boot);
      if (!record) continue;
      records.push(record);
      boot = record.boot;
      if (records.length === limit) {
        child.kill();
        return records;
      }
    }
    const status = await ended;
    // Without a match journalctl ends with 1 and says nothing.
    if (status !== 0 && complaint.trim() !== "") throw new Error(`journalctl: ${complaint.trim()}`);
    return records;
  }

  #follow(position: string | null): void {
    this.#stopFollowing();
    if (this.#isClosed) return;
    const after = position === null ? [] : [`--after-cursor=${position}`];
    // Named, because --follow takes the boot that /proc tells, and in a container that may be the machine's.
    const follow = ["--follow", "--lines=all", `--boot=${this.#options.bootId}`];
    const child = spawn("journalctl", [...OUTPUT, ...follow, ...after, ...JOURNAL_FILTER], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const trustedAt = performance.now();
    const follower: Follower = { child, position, records: [], early: new Set(), isLost: false, trustedAt };
    this.#follower = follower;
    const lose = () => {
      follower.isLost = true;
      child.kill();
      if (this.#follower !== follower) return;
      this.#follower = null;
      this.#options.onNews();
    };
    child.once("error", (error) => {
      this.#options.log(`journalctl: ${error.message}`);
      lose();
    });
    child.once("exit", lose);
    let reading = Promise.resolve();
    let boot = position === null ? null : bootOf(position);
    createInterface({ input: child.stdout }).on("line", (line) => {
      reading = reading.then(async () => {
        const record = await this.#read(line, boot);
        if (!record || follower.isLost) return;
        boot = record.boot;
        if (follower.early.delete(record.cursor)) return;
        follower.records.push(record);
        if (follower.records.length > MAX_BUFFERED) lose();
        else this.#options.onNews();
      });
    });
  }

  #stopFollowing(): void {
    const follower = this.#follower;
    this.#follower = null;
    if (!follower) return;
    follower.isLost = true;
    follower.child.kill();
  }

  #read(line: string, boot: string | null): Promise<JournalRecord | null> {
    return readJournalLine(line, boot, this.#options);
  }
}

/** Asked when nobody has followed: what was followed was read before it could be dropped. */
async function readGap(cursor: string): Promise<JournalRecord | null> {
  const args = [...OUTPUT, "--lines=1", `--cursor=${cursor}`, "_UID=0"];
  const { stdout } = await run("journalctl", args, { timeout: 10_000 }).catch(() => ({ stdout: "" }));
  return gapBehind(cursor, stdout.trim());
}

function toBatch(records: readonly JournalRecord[], cursor: string | null): EventBatch {
  return {
    events: records.flatMap(({ event }) => (event ? [event] : [])),
    cursor: records.at(-1)?.cursor ?? cursor,
  };
}
