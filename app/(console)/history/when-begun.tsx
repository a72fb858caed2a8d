import { barEdges } from "@/components/history/bar-edges";
import type { HistoryPlace } from "@/components/history/history-address";
import { HistoryBars } from "@/components/history/history-bars";
import { historyQueryText, parseHistoryQuery } from "@/lib/domain/history-query";
import { zoneClock } from "@/lib/domain/zone-clock";
import type { Context } from "@/lib/services/context";
import { readHistoryBars } from "@/lib/services/read-history-bars";

interface WhenBegunProps {
  readonly ctx: Context;
  readonly place: HistoryPlace;
  readonly timeZone: string;
}

/** Comes after the rows: counting takes longer than listing. */
export async function WhenBegun({ ctx, place, timeZone }: WhenBegunProps) {
  const clock = zoneClock(timeZone);
  const instantOf = (wall: number) => clock.instant(wall);
  const bars = await readHistoryBars(ctx, {
    q: place.q,
    instantOf,
    edgesOf: (from: number, until: number) => barEdges(from, until, clock),
  });
  const [first, ...more] = bars ?? [];
  if (!first) return null;
  const { terms } = parseHistoryQuery(place.q, instantOf);
  const others = terms.filter((term) => term.kind !== "from" && term.kind !== "until");
  return (
    <HistoryBars
      // Another stretch of time has bars of its own: nothing of the drawing lives on.
      key={`${first.from} ${more.at(-1)?.until}`}
      bars={[first, ...more]}
      unbound={historyQueryText({ terms: others, cut: null })}
      isBound={others.length < terms.length}
      timeZone={timeZone}
    />
  );
}
