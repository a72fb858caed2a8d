import "server-only";
import { z } from "zod";
import { listHostGroups } from "@/lib/storage/list-host-groups";
import {
  type DayFigures,
  type EndingFigure,
  type HourFigure,
  type LongSession,
  listLongSessions,
  type OutcomeFigure,
  readDayFigures,
  readEndingFigures,
  readHourFigures,
  readOutcomeFigures,
} from "@/lib/storage/report-figures";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

const LONGEST = 20;

const parameters = z.object({ group: queryText(200), from: z.date(), until: z.date(), timeZone: z.string() });

export interface Reports {
  readonly group: string | null;
  readonly groups: readonly string[];
  readonly days: readonly DayFigures[];
  readonly hours: readonly HourFigure[];
  readonly endings: readonly EndingFigure[];
  readonly outcomes: readonly OutcomeFigure[];
  readonly longest: readonly LongSession[];
}

/** A period in figures. Certain time alone is counted: what is only possible is no figure. */
export async function readReports(ctx: Context, input: unknown): Promise<Reports> {
  requirePermission(ctx.actor, "history.read");
  const { group, ...period } = parseInput(parameters, input);
  const scope = { ...period, group: group === "" ? null : group, now: ctx.now };
  const { db } = ctx;
  const [groups, days, hours, endings, outcomes, longest] = await Promise.all([
    listHostGroups(db),
    readDayFigures(db, scope),
    readHourFigures(db, scope),
    readEndingFigures(db, scope),
    readOutcomeFigures(db, scope),
    listLongSessions(db, scope, LONGEST),
  ]);
  return { group: scope.group, groups, days, hours, endings, outcomes, longest };
}
