import "server-only";
import { z } from "zod";
import { REPORT_TABLES, type ReportTable } from "@/lib/domain/report-tables";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "./context";
import { type Cell, type Column, EXPORT_FORMATS, type NamedFile, tableFile } from "./export/table-file";
import { parseInput } from "./parse-input";
import { type Reports, readReports } from "./read-reports";
import { requirePermission } from "./require-permission";

export const exportReportInput = z.looseObject({
  table: z.enum(REPORT_TABLES, "Take days, hours, endings, outcomes or longest."),
  format: z.enum(EXPORT_FORMATS, "Take csv, xlsx or ndjson."),
  from: z.date(),
  until: z.date(),
});

/** One table of a report as a file. Who took it stands on the trail. */
export async function exportReport(ctx: Context, input: unknown): Promise<NamedFile> {
  requirePermission(ctx.actor, "history.read");
  const { table, format, from, until } = parseInput(exportReportInput, input);
  const report = await readReports(ctx, input);
  await ctx.db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, ctx.now, {
      name: "history.export",
      actor: ctx.actor,
      subject: `report:${table}`,
      detail: { from: from.toISOString(), until: until.toISOString(), format, group: report.group },
    });
    await notify(tx, { kind: "trail" });
  });
  const { columns, rows } = TABLES[table](report);
  const days = `${from.toISOString().slice(0, 10)}-to-${until.toISOString().slice(0, 10)}`;
  return {
    ...tableFile(format, { columns, rows: inTurn(rows) }),
    fileName: `report-${table}-${days}.${format}`,
  };
}

interface WholeTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

const text = (name: string): Column => ({ name, kind: "text" });
const number = (name: string): Column => ({ name, kind: "number" });
const instant = (name: string): Column => ({ name, kind: "instant" });

const TABLES: Record<ReportTable, (report: Reports) => WholeTable> = {
  days: ({ days }) => ({
    columns: [text("day"), number("sessions_begun"), number("people"), number("most_at_once")],
    rows: days.map(({ day, started, people, peak }) => [day, started, people, peak]),
  }),
  hours: ({ hours }) => ({
    columns: [number("weekday"), number("hour"), number("mean_sessions")],
    rows: hours.map(({ weekday, hour, mean }) => [weekday, hour, Math.round(mean * 100) / 100]),
  }),
  endings: ({ endings }) => ({
    columns: [text("ending"), text("confidence"), number("sessions")],
    rows: endings.map(({ kind, confidence, sessions }) => [kind, confidence, sessions]),
  }),
  outcomes: ({ outcomes }) => ({
    columns: [text("outcome"), number("targets")],
    rows: outcomes.map(({ state, targets }) => [state, targets]),
  }),
  longest: ({ longest }) => ({
    columns: [text("person"), text("host"), instant("started_at"), text("ending"), number("known_seconds")],
    rows: longest.map((row) => [
      row.person,
      row.hostName,
      row.startedAt?.getTime() ?? null,
      row.endKind,
      Math.round(row.seconds),
    ]),
  }),
};

async function* inTurn<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}
