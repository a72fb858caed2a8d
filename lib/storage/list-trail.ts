import type { Actor } from "@/lib/domain/actor";
import type { Database } from "./database";
import type { Prisma } from "./generated/client";
import { likeText } from "./like-text";

export interface TrailFilter {
  /** The beginning of a name: `order` finds `order.request`. */
  readonly name: string;
  readonly actor: string;
  readonly subject: string;
  /** The first and the last entry of a range, both inclusive. */
  readonly from?: bigint | null;
  readonly until?: bigint | null;
  /** Entries older than this one. */
  readonly before: bigint | null;
  /** Entries newer than this one, those next to it. */
  readonly after?: bigint | null;
  readonly limit: number;
}

export interface ListedEntry {
  readonly seq: bigint;
  readonly at: Date;
  readonly name: string;
  readonly actor: Actor;
  readonly subject: string;
  readonly detail: Prisma.JsonValue;
  readonly previous: string;
  readonly hash: string;
}

/** Newest first. */
export async function listTrail(db: Database, filter: TrailFilter): Promise<ListedEntry[]> {
  const { name, actor, subject, from = null, until = null, before, after = null, limit } = filter;
  const entries = await db.prisma.trail.findMany({
    where: {
      seq: {
        ...(from === null ? {} : { gte: from }),
        ...(until === null ? {} : { lte: until }),
        ...(before === null ? {} : { lt: before }),
        ...(after === null ? {} : { gt: after }),
      },
      ...(name === "" ? {} : { name: { startsWith: likeText(name) } }),
      ...(subject === "" ? {} : { subject }),
      ...(actor === ""
        ? {}
        : {
            OR: [
              { actor: { path: ["name"], string_starts_with: likeText(actor) } },
              { actor: { path: ["hostName"], string_starts_with: likeText(actor) } },
            ],
          }),
    },
    orderBy: { seq: after === null ? "desc" : "asc" },
    take: limit,
  });
  if (after !== null) entries.reverse();
  return entries.map((entry) => ({ ...entry, actor: entry.actor as unknown as Actor }));
}

export function countTrail(db: Database): Promise<number> {
  return db.prisma.trail.count();
}
