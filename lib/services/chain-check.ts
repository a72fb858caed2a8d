import { createHash } from "node:crypto";
import { type TrailLink, trailText } from "@/lib/domain/trail";
import { checkpointText, verifyText } from "@/lib/protocol/signature";
import type { Checkpoint } from "@/lib/storage/trail-checkpoints";

export const TRAIL_FAULTS = ["changed", "unlinked", "missing", "rewritten", "forged", "truncated"] as const;
export type TrailFault =
  /** The entry's own text no longer gives its hash. */
  | "changed"
  /** It does not name the hash of the entry before it. */
  | "unlinked"
  /** Numbers are missing before it. */
  | "missing"
  /** The chain holds, but is not the one that the gateway signed. */
  | "rewritten"
  /** The checkpoint at this entry does not bear the gateway's signature. */
  | "forged"
  /** The gateway signed it, and it is no longer there. */
  | "truncated";

export interface BrokenLink {
  readonly seq: bigint;
  readonly fault: TrailFault;
}

export interface StoredLink extends Omit<TrailLink, "at"> {
  readonly at: Date;
  readonly hash: string;
}

export interface ChainStart {
  readonly seq: bigint;
  /** The hash of the entry before it; undefined where that is not there. */
  readonly previous: string | undefined;
}

/** Goes along the trail, entry by entry, and says what does not hold. */
export class ChainCheck {
  #expected: ChainStart;
  readonly #waiting: Checkpoint[];
  readonly #publicKeys: ReadonlySet<string>;
  checked = 0;
  /** The last checkpoint that was passed. */
  signed: Checkpoint | null = null;

  /** Checkpoints of the range alone. Where the gateway's keys are not known, the one that signed first must have signed all. */
  constructor(start: ChainStart, checkpoints: readonly Checkpoint[], publicKeys: readonly string[] | null) {
    this.#expected = start;
    this.#waiting = [...checkpoints].sort((a, b) => (a.seq < b.seq ? -1 : 1));
    this.#publicKeys = new Set(publicKeys ?? this.#waiting.slice(0, 1).map((one) => one.publicKey));
  }

  get expected(): ChainStart {
    return this.#expected;
  }

  take(link: StoredLink): BrokenLink | null {
    const fault = this.#linkFault(link) ?? this.#signatureFault(link);
    if (fault) return { seq: link.seq, fault };
    this.checked += 1;
    this.#expected = { seq: link.seq + 1n, previous: link.hash };
    return null;
  }

  /** After the last entry: what was signed beyond it is gone. */
  end(): BrokenLink | null {
    const lost = this.#waiting[0];
    return lost ? { seq: lost.seq, fault: "truncated" } : null;
  }

  #linkFault(link: StoredLink): TrailFault | null {
    if (link.seq !== this.#expected.seq || this.#expected.previous === undefined) return "missing";
    if (link.previous !== this.#expected.previous) return "unlinked";
    const text = trailText({ ...link, at: link.at.getTime() });
    return createHash("sha256").update(text).digest("hex") === link.hash ? null : "changed";
  }

  #signatureFault(link: StoredLink): TrailFault | null {
    while (this.#waiting[0]?.seq === link.seq) {
      const checkpoint = this.#waiting.shift() as Checkpoint;
      const { seq, hash, at, publicKey, signature } = checkpoint;
      const isKnownKey = this.#publicKeys.has(publicKey);
      if (!isKnownKey || !verifyText(publicKey, checkpointText(seq, hash, at.getTime()), signature)) {
        return "forged";
      }
      if (hash !== link.hash) return "rewritten";
      this.signed = checkpoint;
    }
    return null;
  }
}
