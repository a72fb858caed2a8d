/** A stretch of whole months (UTC) that holds every event of a boot: a statement that names it reads no other partition. */
export interface BootMonths {
  readonly from: Date;
  readonly until: Date;
}

/** Of a boot of which none is noted. */
const ANY_MONTH: BootMonths = {
  from: new Date("1000-01-01T00:00:00Z"),
  until: new Date("9000-01-01T00:00:00Z"),
};

/** First days of the first and the last month, as epoch milliseconds. */
export function toBootMonths(first: number | null, last: number | null): BootMonths {
  if (first === null || last === null) return ANY_MONTH;
  const until = new Date(last);
  until.setUTCMonth(until.getUTCMonth() + 1);
  return { from: new Date(first), until };
}

/** Of several boots. */
export function monthsOfAll(all: readonly BootMonths[]): BootMonths {
  if (all.length === 0) return ANY_MONTH;
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { from, until } of all) {
    first = Math.min(first, from.getTime());
    last = Math.max(last, until.getTime());
  }
  return { from: new Date(first), until: new Date(last) };
}

/**
 * Notes the months of the boots that gained events: rows of `boot_id`, `first_at` and `last_at`. A boot that is on gains by
 * the minute; its row is written once a month. What loses events keeps its months: they may hold more than there is, never less.
 */
export const widenMonths = (gained: string) => `
  UPDATE boot SET first_month = LEAST(boot.first_month, seen.first_month),
    last_month = GREATEST(boot.last_month, seen.last_month)
  FROM (
    SELECT boot_id, date_trunc('month', min(first_at) AT TIME ZONE 'UTC')::date AS first_month,
      date_trunc('month', max(last_at) AT TIME ZONE 'UTC')::date AS last_month
    FROM ${gained} GROUP BY boot_id
  ) AS seen
  WHERE boot.id = seen.boot_id
    AND (boot.first_month IS NULL OR boot.first_month > seen.first_month OR boot.last_month < seen.last_month)`;
