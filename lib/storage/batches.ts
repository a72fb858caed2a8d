import type { Database } from "./database";

export interface BatchesOptions<In, Out> {
  /** Does all of them at once; answers in their order. */
  readonly take: (items: readonly In[]) => Promise<readonly Out[]>;
  /** Two of one key are never under way at once, and they keep their order. Without it, order does not matter. */
  readonly keyOf?: (item: In) => number;
  /** So many in one batch at most. */
  readonly most?: number;
  /** While much comes in, a batch waits so long for company: many then share one trip and one commit. */
  readonly gatherMs?: number;
}

const GATHER_MS = 20;
/** A batch of so many says that much comes in; with fewer, nobody waits for company. */
const COMPANY = 4;
const MOST = 500;

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (out: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** Brings together what many ask for at the same time, one batch after another. Alone, one is taken at once. */
export class Batches<In, Out> {
  readonly #options: BatchesOptions<In, Out>;
  #waiting: Waiting<In, Out>[] = [];
  #isScheduled = false;
  #isBusy = false;

  constructor(options: BatchesOptions<In, Out>) {
    this.#options = options;
  }

  add(item: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return;
    this.#isScheduled = true;
    // What has been read from other sockets in this turn of the loop comes along in any case.
    if (this.#isBusy) setTimeout(this.#run, this.#options.gatherMs ?? GATHER_MS);
    else setImmediate(this.#run);
  }

  #run = async (): Promise<void> => {
    const batch = this.#next();
    this.#isBusy = batch.length >= COMPANY;
    await this.#take(batch);
    this.#isScheduled = false;
    this.#schedule();
  };

  async #take(batch: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outs = await this.#options.take(batch.map(({ item }) => item));
      if (outs.length !== batch.length) throw new Error(`${outs.length} answers for ${batch.length}`);
      for (const [i, out] of outs.entries()) batch[i]?.resolve(out);
    } catch (error) {
      if (batch.length > 1 && isAboutData(error)) {
        // One of them cannot be written: it alone is to fail.
        const half = batch.length >> 1;
        await this.#take(batch.slice(0, half));
        await this.#take(batch.slice(half));
        return;
      }
      for (const { reject } of batch) reject(error);
    }
  }

  #next(): Waiting<In, Out>[] {
    const { keyOf, most = MOST } = this.#options;
    const batch: Waiting<In, Out>[] = [];
    const left: Waiting<In, Out>[] = [];
    const keys = new Set<number>();
    for (const one of this.#waiting) {
      const key = keyOf?.(one.item);
      const isFree = batch.length < most && (key === undefined || !keys.has(key));
      (isFree ? batch : left).push(one);
      // The next of this key may not come before the one that stays behind.
      if (key !== undefined) keys.add(key);
    }
    this.#waiting = left;
    return batch;
  }
}

/** SQLSTATE classes 21 to 23 and Prisma's words for them: what was to be written is at fault, not the database. */
const DATA = /\b2[123][0-9A-Z]{3}\b|\bP20(?:0\d|1[0-3]|20)\b/;

function isAboutData(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return DATA.test("code" in error ? String(error.code) : "") || DATA.test(error.message);
}

/** Whoever shares a database shares its batches. */
export function batchesOf<In, Out>(
  options: (db: Database) => BatchesOptions<In, Out>,
): (db: Database) => Batches<In, Out> {
  const known = new WeakMap<Database, Batches<In, Out>>();
  return (db) => {
    const found = known.get(db) ?? new Batches(options(db));
    known.set(db, found);
    return found;
  };
}
