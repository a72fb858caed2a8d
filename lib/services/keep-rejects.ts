import type { Database } from "@/lib/storage/database";
import { insertRejects } from "@/lib/storage/ingest-rejects";
import { sampleOf } from "./event-fault";

/** A record that was not taken in, kept for people to look at. */
export interface RejectedRecord {
  /** `line 17`, `Security 4711` */
  readonly where: string;
  readonly reason: string;
  readonly sample: string;
}

export interface RejectBatch {
  /** `token:4`, `import:9`, `host:17` */
  readonly source: string;
  readonly rejects: readonly RejectedRecord[];
  readonly now: Date;
}

const MAX_WORDS = 300;

/** The newest thousand of a source are kept. */
export async function keepRejects(db: Database, { source, rejects, now }: RejectBatch): Promise<void> {
  await insertRejects(db.prisma, source, rejects.map(toRow), now);
}

export function toRow({ where, reason, sample }: RejectedRecord) {
  return {
    place: sampleOf(where).slice(0, MAX_WORDS),
    reason: sampleOf(reason).slice(0, MAX_WORDS),
    sample: sampleOf(sample),
  };
}
