import { systemActor } from "@/lib/auth/system-actor";
import type { Context } from "@/lib/services/context";
import { takeShipments } from "@/lib/services/take-shipments";
import type { Log } from "../log";
import { CommitQueue } from "./commit-queue";
import { Intake } from "./intake";
import { DoorCounts } from "./metrics";
import type { Patience } from "./patience";
import { WrongTokens } from "./wrong-tokens";

export interface DoorOptions {
  /** How long an answer is held before the socket is closed. */
  readonly holdMs?: number;
  /** Of all requests that are held, unpacked. */
  readonly maxBytes?: number;
}

const HOLD_MS = 25_000;
const MAX_BYTES = 96 * 1024 * 1024;
/** More than this wait nowhere: their sockets are closed at once, and they come again. */
export const MOST_REQUESTS = 2_000;

/** When so many agents wait for their reports to be written, more comes in than goes out. */
const CROWD = 256;

/** While the database takes in one batch, the next is made ready. */
const COMMITS_AT_ONCE = 2;

/** What the ways in for shippers share in one gateway. */
export class Doors {
  readonly intake: Intake;
  readonly commits: CommitQueue;
  readonly counts = new DoorCounts();
  readonly wrongTokens = new WrongTokens();
  readonly holdMs: number;
  readonly #held = new Set<Patience>();
  #spools = 0;
  #reports = 0;
  #isStopped = false;
  #trouble = "";

  constructor(db: Context["db"], log: Log, { holdMs = HOLD_MS, maxBytes = MAX_BYTES }: DoorOptions = {}) {
    this.holdMs = holdMs;
    this.intake = new Intake(maxBytes);
    this.commits = new CommitQueue(
      async (token, shipments) => {
        const ctx = { actor: systemActor("gateway"), now: new Date(), db };
        const { added, known, skipped, rejected } = await takeShipments(ctx, token, shipments);
        this.counts.added += added;
        this.counts.known += known;
        this.counts.skipped += skipped;
        this.counts.rejected += rejected;
        this.#trouble = "";
      },
      (error) => {
        const cause = error instanceof Error ? error.message : String(error);
        if (cause !== this.#trouble) log("error", "what shippers sent cannot be kept yet", { cause });
        this.#trouble = cause;
      },
      COMMITS_AT_ONCE,
    );
  }

  get requests(): number {
    return this.#held.size;
  }

  /** Records wait to be committed, or many agents for their reports. */
  get isBusy(): boolean {
    return this.commits.isBusy || this.#spools > 0 || this.#reports >= CROWD;
  }

  async duringReport<T>(take: () => Promise<T>): Promise<T> {
    this.#reports++;
    try {
      return await take();
    } finally {
      this.#reports--;
    }
  }

  /** While an agent brings what it has spooled, pairing gives way to it as it does to shippers. */
  async duringSpool<T>(take: () => Promise<T>): Promise<T> {
    this.#spools++;
    try {
      return await take();
    } finally {
      this.#spools--;
    }
  }

  enter(patience: Patience): void {
    this.#held.add(patience);
    if (this.#isStopped) patience.end();
  }

  leave(patience: Patience): void {
    this.#held.delete(patience);
  }

  /** Nobody is held any longer: what is not answered yet is sent again to the next gateway. */
  stop(): void {
    this.#isStopped = true;
    this.commits.stop();
    for (const patience of [...this.#held]) patience.end();
  }
}
