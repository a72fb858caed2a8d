import "server-only";
import { createHash } from "node:crypto";
import { z } from "zod";
import { actorName } from "@/lib/domain/actor";
import { canonicalJson } from "@/lib/domain/trail";
import { appendTrail } from "@/lib/storage/append-trail";
import { type ListedEntry, listTrail } from "@/lib/storage/list-trail";
import { notify } from "@/lib/storage/notifications";
import { checkpointFrom } from "@/lib/storage/trail-checkpoints";
import type { Context } from "./context";
import { type Cell, type Column, EXPORT_FORMATS, type NamedFile, tableFile } from "./export/table-file";
import { zipFile } from "./export/zip";
import { parseInput } from "./parse-input";
import { trailFilter } from "./read-trail";
import { requirePermission } from "./require-permission";

export const exportTrailInput = trailFilter.extend({
  format: z.enum(EXPORT_FORMATS, "Take csv, xlsx or ndjson."),
});

const ENTRIES_AT_ONCE = 1_000;

const COLUMNS: readonly Column[] = [
  { name: "seq", kind: "text" },
  { name: "at", kind: "instant" },
  { name: "name", kind: "text" },
  { name: "actor", kind: "text" },
  { name: "subject", kind: "text" },
  { name: "detail", kind: "text" },
  { name: "previous", kind: "text" },
  { name: "hash", kind: "text" },
];

const HOW_TO_VERIFY =
  "The file's SHA-256 is that of `file`. Each entry's hash is the SHA-256 of seq, at in epoch milliseconds, name, subject, " +
  "previous, actor and detail, joined by line feeds, as they stand in the file; a CSV may have an apostrophe before a text " +
  "that a spreadsheet would run. `previous` is the hash of entry seq - 1, so where `isUnbroken` is true each entry names the " +
  "one before it. The checkpoint is the first that the gateway signed from the last entry on, null while there is none: an " +
  "Ed25519 signature of the lines curfew-checkpoint, seq, hash and at in epoch milliseconds. `recordedAs` is the entry that " +
  "this export left on the trail; it holds the file's SHA-256, and the gateway signs it with the rest within a minute. " +
  "`curfew trail verify` holds the whole trail against all of it.";

/**
 * What the Trail page answers, all its pages, in a zip with a manifest. It is read twice: once for its hash, which goes on
 * the trail before anything is handed out, and once for whoever takes it. Entries are never changed, so both are the same.
 */
export async function exportTrail(ctx: Context, input: unknown): Promise<NamedFile> {
  requirePermission(ctx.actor, "trail.read");
  const { format, ...filter } = parseInput(exportTrailInput, input);
  const newest = await ctx.db.prisma.trail.findFirst({ orderBy: { seq: "desc" }, select: { seq: true } });
  const last = newest?.seq ?? 0n;
  const until = filter.until !== null && filter.until < last ? filter.until : last;
  const range = { ...filter, until };
  const seen = new Seen();
  const fileOf = (watch?: Seen) =>
    tableFile(format, { columns: COLUMNS, rows: rowsOf(everyEntry(ctx, range), watch) });
  const file = { name: `trail.${format}`, ...(await measure(fileOf(seen).bytes)) };
  const asked = {
    ...{ name: filter.name, actor: filter.actor, subject: filter.subject },
    ...{ from: filter.from?.toString() ?? null, until: until.toString() },
  };
  const recordedAs = await ctx.db.prisma.$transaction(async (tx) => {
    const seq = await appendTrail(tx, ctx.now, {
      name: "trail.export",
      actor: ctx.actor,
      subject: "trail:entries",
      detail: { ...asked, format, entries: seen.count, sha256: file.sha256 },
    });
    await notify(tx, { kind: "trail" });
    return tx.trail.findUniqueOrThrow({ where: { seq }, select: { seq: true, hash: true } });
  });
  const checkpoint = seen.last ? await checkpointFrom(ctx.db.prisma, seen.last.seq) : null;
  const manifest = {
    format: "curfew-trail-export/1",
    madeAt: ctx.now.toISOString(),
    madeBy: actorName(ctx.actor),
    ...{ asked, file, ...seen.facts() },
    recordedAs: { ...recordedAs, seq: recordedAs.seq.toString() },
    checkpoint: checkpoint && { ...checkpoint, seq: checkpoint.seq.toString() },
    howToVerify: HOW_TO_VERIFY,
  };
  return {
    fileName: `trail-${ctx.now.toISOString().slice(0, 10)}-to-${until}.zip`,
    contentType: "application/zip",
    bytes: zipFile([
      { name: "manifest.json", bytes: inOnePiece(`${JSON.stringify(manifest, null, 2)}\n`) },
      { name: file.name, bytes: fileOf().bytes },
    ]),
  };
}

type Range = Omit<z.output<typeof exportTrailInput>, "format">;

/** Newest first, as on the page. */
async function* everyEntry(ctx: Context, range: Range): AsyncGenerator<ListedEntry> {
  let before: bigint | null = null;
  for (;;) {
    const entries: ListedEntry[] = await listTrail(ctx.db, { ...range, before, limit: ENTRIES_AT_ONCE });
    yield* entries;
    if (entries.length < ENTRIES_AT_ONCE) return;
    before = entries.at(-1)?.seq ?? null;
  }
}

async function* rowsOf(entries: AsyncIterable<ListedEntry>, watch?: Seen): AsyncGenerator<readonly Cell[]> {
  for await (const entry of entries) {
    watch?.take(entry);
    const { seq, at, name, actor, subject, detail, previous, hash } = entry;
    const [who, what] = [canonicalJson(actor), canonicalJson(detail)];
    yield [seq.toString(), at.getTime(), name, who, subject, what, previous, hash];
  }
}

/** What the manifest says of the entries, taken while they go by, newest first. */
class Seen {
  count = 0;
  first: ListedEntry | null = null;
  last: ListedEntry | null = null;
  #isUnbroken = true;

  take(entry: ListedEntry): void {
    if (this.first && this.first.previous !== entry.hash) this.#isUnbroken = false;
    this.last ??= entry;
    this.first = entry;
    this.count++;
  }

  facts() {
    const { count, first, last } = this;
    return {
      entries: count,
      first: first && { seq: first.seq.toString(), previous: first.previous },
      last: last && { seq: last.seq.toString(), hash: last.hash },
      isUnbroken: this.#isUnbroken,
    };
  }
}

async function measure(pieces: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest("hex") };
}

async function* inOnePiece(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
