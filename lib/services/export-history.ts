import "server-only";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import { appendTrail } from "@/lib/storage/append-trail";
import { findAssociateHead, pageSessionsInWindow } from "@/lib/storage/associate-history";
import { findHost } from "@/lib/storage/host-detail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { sessionTable } from "./export/session-table";
import { EXPORT_FORMATS, type NamedFile, tableFile } from "./export/table-file";
import { parseInput } from "./parse-input";
import { queryId } from "./query-text";
import { requirePermission } from "./require-permission";

export const exportHistoryInput = z.object({
  of: z.enum(["associate", "host"]),
  id: queryId,
  from: z.date(),
  until: z.date(),
  format: z.enum(EXPORT_FORMATS, "Take csv, xlsx or ndjson."),
});

const ROWS_AT_ONCE = 500;

/** The sessions of one person or one host inside a window, as a file. Who took it stands on the trail. */
export async function exportHistory(ctx: Context, input: unknown): Promise<NamedFile> {
  requirePermission(ctx.actor, "history.read");
  const { of, id, format, ...window } = parseInput(exportHistoryInput, input);
  const subject =
    id === null ? null : of === "host" ? await findHost(ctx.db, id) : await findAssociateHead(ctx.db, id);
  if (id === null || !subject) throw new DomainError("not_found", `There is no such ${of}.`);
  const [from, until] = [window.from.toISOString(), window.until.toISOString()];
  await ctx.db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, ctx.now, {
      name: "history.export",
      actor: ctx.actor,
      subject: `${of}:${id}`,
      detail: { from, until, format },
    });
    await notify(tx, { kind: "trail" });
  });
  const sessions = everySession(ctx, of === "host" ? { hostId: id } : { associateId: id }, window);
  const days = `${from.slice(0, 10)}-to-${until.slice(0, 10)}`;
  return { ...tableFile(format, sessionTable(sessions)), fileName: `sessions-${of}-${id}-${days}.${format}` };
}

async function* everySession(
  ctx: Context,
  of: { readonly associateId: number } | { readonly hostId: number },
  window: { readonly from: Date; readonly until: Date },
): AsyncGenerator<RecordedSession> {
  let after: { startedAt: number; id: string } | null = null;
  for (;;) {
    const { sessions, isCut } = await pageSessionsInWindow(ctx.db, of, window, after, ROWS_AT_ONCE);
    yield* sessions;
    const last = sessions.at(-1);
    if (!isCut || !last) return;
    after = { startedAt: Math.floor(knownFrom(last)), id: last.id };
  }
}
