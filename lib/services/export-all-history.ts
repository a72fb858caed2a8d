import "server-only";
import { z } from "zod";
import { type HistoryQuery, type InstantOf, parseHistoryQuery } from "@/lib/domain/history-query";
import type { RecordedSession } from "@/lib/domain/recorded-session";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { appendTrail } from "@/lib/storage/append-trail";
import { type HistoryPlace, listHistory } from "@/lib/storage/list-history";
import { notify } from "@/lib/storage/notifications";
import { type WhoPlace, whoWasOn } from "@/lib/storage/who-was-on";
import type { Context } from "./context";
import { presenceTable, sessionTable } from "./export/session-table";
import { EXPORT_FORMATS, type NamedFile, type Table, tableFile } from "./export/table-file";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const exportAllHistoryInput = z.object({
  q: queryText(MAX_QUERY_LENGTH + 1),
  at: z.date().nullable(),
  instantOf: z.custom<InstantOf>((value) => typeof value === "function"),
  format: z.enum(EXPORT_FORMATS, "Take csv, xlsx or ndjson."),
});

const ROWS_AT_ONCE = 500;
/** Whoever was on is counted anew for each piece, so the pieces are large. */
const PEOPLE_AT_ONCE = 5_000;

/** What the History page answers, all its pages, as a file. Who took it stands on the trail with what was asked. */
export async function exportAllHistory(ctx: Context, input: unknown): Promise<NamedFile> {
  requirePermission(ctx.actor, "history.read");
  const { q, at, instantOf, format } = parseInput(exportAllHistoryInput, input);
  const query = parseHistoryQuery(q, instantOf);
  const instant = at?.toISOString() ?? null;
  await ctx.db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, ctx.now, {
      name: "history.export",
      actor: ctx.actor,
      subject: at === null ? "history:sessions" : "history:who-was-on",
      detail: { q, at: instant, format },
    });
    await notify(tx, { kind: "trail" });
  });
  const table: Table =
    at === null ? sessionTable(everySession(ctx, query)) : presenceTable(everyone(ctx, query, at));
  const name = instant
    ? `who-was-on-${instant.slice(0, 16).replace(":", "")}Z`
    : `sessions-${ctx.now.toISOString().slice(0, 10)}`;
  return { ...tableFile(format, table), fileName: `${name}.${format}` };
}

async function* everySession(ctx: Context, query: HistoryQuery): AsyncGenerator<RecordedSession> {
  let place: HistoryPlace = { kind: "newest" };
  for (;;) {
    const { sessions, last, hasMore } = await listHistory(ctx.db, query, place, ROWS_AT_ONCE);
    yield* sessions;
    if (!hasMore || !last) return;
    place = { kind: "after", cursor: last };
  }
}

async function* everyone(
  ctx: Context,
  query: HistoryQuery,
  at: Date,
): AsyncGenerator<readonly ["possible" | "certain", RecordedSession]> {
  let place: WhoPlace = { kind: "first" };
  for (;;) {
    const who = await whoWasOn(ctx.db, { hostId: null, at, query, place, limit: PEOPLE_AT_ONCE });
    for (const session of who.possible) yield ["possible", session];
    for (const session of who.certain) yield ["certain", session];
    if (!who.isCut || !who.last) return;
    place = { kind: "after", cursor: who.last };
  }
}
