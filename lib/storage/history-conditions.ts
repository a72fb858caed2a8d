import { type HistoryQuery, type HistoryTerm, isHistoryAlternative } from "@/lib/domain/history-query";
import { likeOf, type Parameters } from "./live-session-sql";
import { LATEST_SQL } from "./recorded-sessions";

/** What the query asks of `session s`, by its own columns and by ids: so that every condition can use an index. */
export function historyConditions(query: HistoryQuery, parameters: Parameters): string[] {
  const alternatives = new Map<string, string[]>();
  const conditions: string[] = [];
  for (const term of query.terms) {
    const condition = conditionOf(term, parameters);
    if (condition === null) continue;
    if (isHistoryAlternative(term)) {
      alternatives.set(term.kind, [...(alternatives.get(term.kind) ?? []), condition]);
    } else conditions.push(condition);
  }
  return [...conditions, ...[...alternatives.values()].map((either) => `(${either.join(" OR ")})`)];
}

function conditionOf(term: HistoryTerm, parameters: Parameters): string | null {
  switch (term.kind) {
    case "word": {
      const pattern = parameters.add([`%${likeOf(term.word)}%`]);
      return `(${hostsNamed(pattern)} OR ${peopleNamed(pattern)})`;
    }
    case "host":
      return hostsNamed(parameters.add(term.globs.map(likeOf)));
    case "group": {
      const globs = parameters.add(term.globs.map(likeOf));
      return `(s.associate_id = ANY(ARRAY(SELECT id FROM associate WHERE "group" ILIKE ANY(${globs}::text[])))
        OR s.host_id = ANY(ARRAY(SELECT id FROM host WHERE "group" ILIKE ANY(${globs}::text[]))))`;
    }
    case "associate": {
      const byId = `s.associate_id = ANY(${parameters.add(term.ids)}::int[])`;
      return term.globs.length === 0
        ? byId
        : `(${byId} OR ${peopleNamed(parameters.add(term.globs.map(likeOf)))})`;
    }
    case "ended":
      return `s.end_kind = ANY(${parameters.add(term.endings)}::text[])`;
    case "sure":
      return `s.end_confidence = ANY(${parameters.add(term.confidences)}::text[])`;
    case "order":
      if (term.ids.length > 0) {
        return `s.ended_by_target_id = ANY(ARRAY(SELECT id FROM logoff_target
          WHERE order_id = ANY(${parameters.add(term.ids)}::int[])))`;
      }
      return `s.ended_by_target_id IS ${term.is ? "NOT NULL" : "NULL"}`;
    case "from": {
      const from = `${parameters.add(new Date(term.at))}::timestamptz`;
      // The oldest session that was still on then bounds how far back the index is read.
      return `${LATEST_SQL} > ${from} AND s.begun_at >= LEAST(${from}, (SELECT min(o.begun_at) FROM session o
        WHERE o.presence && box(point(0, date_part('epoch', ${from})), point(2147483648, date_part('epoch', ${from})))))`;
    }
    case "until":
      return `s.begun_at < ${parameters.add(new Date(term.at))}::timestamptz`;
    case "unknown":
      return null;
  }
}

function hostsNamed(globs: string): string {
  return `s.host_id = ANY(ARRAY(SELECT id FROM host WHERE name ILIKE ANY(${globs}::text[])))`;
}

function peopleNamed(globs: string): string {
  return `(s.associate_id = ANY(ARRAY(SELECT id FROM associate
      WHERE name ILIKE ANY(${globs}::text[]) OR full_name ILIKE ANY(${globs}::text[])))
    OR s.account_id = ANY(ARRAY(SELECT id FROM account WHERE name ILIKE ANY(${globs}::text[]) OR key ILIKE ANY(${globs}::text[])
      OR (domain || '\\' || name) ILIKE ANY(${globs}::text[]))))`;
}
