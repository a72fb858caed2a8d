import { DomainError } from "@/lib/domain/errors";
import { compareWorlds, worldChangeWords } from "@/lib/domain/order-preview";
import type { Tx } from "@/lib/storage/database";
import type { JudgedSession } from "@/lib/storage/judge-sessions";
import { findPreview } from "@/lib/storage/order-previews";
import type { Context } from "./context";
import { judgeAsked, previewRowOf } from "./judge-asked";
import { askedTargetsInput, type OrderRequest } from "./order-request";

/** Refuses an order that would not do what its preview showed. Judged: null where nobody looked at a preview. */
export async function holdAgainstPreview(
  tx: Tx,
  ctx: Context,
  request: OrderRequest,
): Promise<{ readonly judged: JudgedSession[] | null }> {
  const { previewHash, targets } = request;
  if (previewHash === null) {
    if (targets.kind === "filter" && targets.query === "") {
      throw new DomainError(
        "invalid_input",
        "An empty filter means everyone: look at the preview first.",
        "targets.query",
      );
    }
    return { judged: null };
  }
  const preview = await findPreview(tx, previewHash, ctx.now);
  if (!preview || JSON.stringify(preview.madeBy) !== sortedLike(preview.madeBy, ctx.actor)) {
    throw changed("The preview is too old, or not yours. Look again.");
  }
  if (!isSameAsking(preview.asked, request)) {
    throw changed("The order asks for something else than its preview showed. Look again.");
  }
  const without = new Set(targets.without);
  const before = preview.rows.filter((row) => !without.has(row.id));
  // What a filter matched is frozen; of people and hosts whatever is on now is meant, and must be what was shown.
  const isFrozen = targets.kind === "filter" || targets.kind === "sessions";
  const judged = await judgeAsked(tx, ctx, request, isFrozen ? before.map((row) => row.id) : null);
  const now = judged.map((one) => previewRowOf(one, ctx.now));
  const words = worldChangeWords(compareWorlds(before, now), before.filter((row) => row.why === null).length);
  if (words !== null) throw changed(words);
  return { judged };
}

function changed(words: string): DomainError {
  return new DomainError("conflict", words, "previewHash");
}

function isSameAsking(kept: unknown, { verb, targets, includeProtected }: OrderRequest): boolean {
  const asked = kept as { verb?: unknown; targets?: unknown; includeProtected?: unknown };
  const shown = askedTargetsInput.safeParse(asked.targets);
  if (!shown.success) return false;
  const bare = (one: typeof targets) => JSON.stringify({ ...one, without: [] });
  const isWithin = shown.data.without.every((id) => targets.without.includes(id));
  return (
    asked.verb === verb &&
    asked.includeProtected === includeProtected &&
    isWithin &&
    bare(askedTargetsInput.parse(targets)) === bare(shown.data)
  );
}

/** The database hands JSON back with its keys in another order. */
function sortedLike(like: object, value: object): string {
  const keys = Object.keys(like);
  const known = value as Record<string, unknown>;
  if (keys.length !== Object.keys(value).length) return "";
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, known[key]])));
}
