import { z } from "zod";
import { countTrail, type ListedEntry, listTrail } from "@/lib/storage/list-trail";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";
import { readTrailWitness } from "./trail-witness";
import { type VerifiedTrail, verifyTrail } from "./verify-trail";

const PAGE = 100;

const place = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt)
  .nullable()
  .catch(null);

/** What is looked for. Out of a URL: whatever is not understood is not there. */
export const trailFilter = z.object({
  name: plainText(100).catch(""),
  actor: plainText(100).catch(""),
  subject: plainText(100).catch(""),
  /** A range of entries, both inclusive. */
  from: place,
  until: place,
});

const readTrailInput = trailFilter.extend({
  before: place,
  after: place,
  open: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullable()
    .catch(null),
  verify: z.literal("1").nullable().catch(null),
});

export interface TrailRead {
  readonly filter: {
    readonly name: string;
    readonly actor: string;
    readonly subject: string;
    /** The range of entries, as text. */
    readonly from: string;
    readonly until: string;
  };
  readonly entries: readonly ListedEntry[];
  readonly total: number;
  /** The `after` of the page of newer entries and the `before` of the older ones; null where there is none. */
  readonly previous: string | null;
  readonly next: string | null;
  /** The entry whose detail is open. */
  readonly open: string | null;
  readonly verified: VerifiedTrail | null;
}

export async function readTrail(ctx: Context, input: unknown): Promise<TrailRead> {
  requirePermission(ctx.actor, "trail.read");
  const { before, after, open, verify, ...filter } = parseInput(readTrailInput, input);
  const range = { from: filter.from?.toString(), until: filter.until?.toString() };
  const [found, total, verified] = await Promise.all([
    listTrail(ctx.db, { ...filter, before, after, limit: PAGE + 1 }),
    countTrail(ctx.db),
    verify === "1" ? readTrailWitness().then((witness) => verifyTrail(ctx, range, witness)) : null,
  ]);
  const hasMore = found.length > PAGE;
  const isBack = after !== null;
  // The entry too many is the one farthest in the direction of reading.
  const entries = hasMore ? (isBack ? found.slice(1) : found.slice(0, PAGE)) : found;
  const hasNewer = isBack ? hasMore : before !== null;
  const previous = hasNewer ? (entries[0]?.seq.toString() ?? null) : null;
  const next = isBack || hasMore ? (entries.at(-1)?.seq.toString() ?? null) : null;
  const { name, actor, subject } = filter;
  const asked = { name, actor, subject, from: range.from ?? "", until: range.until ?? "" };
  return { filter: asked, entries, total, previous, next, open, verified };
}
