import Link from "next/link";
import { MomentField } from "@/components/hosts/moment-field";
import { momentText, wallText } from "@/components/timeline/history-window";
import { Icon } from "@/components/ui/icon";
import { MINUTE, zoneClock } from "@/lib/domain/zone-clock";
import { HISTORY_PATH, type HistoryPlace, historyHref } from "./history-address";

interface MomentBarProps {
  readonly place: HistoryPlace;
  readonly at: number;
  readonly now: number;
  readonly timeZone: string;
}

/** The instant asked for, in the reader's zone; the address holds it absolute. */
export function MomentBar({ place, at, now, timeZone }: MomentBarProps) {
  const to = (instant: number) => historyHref({ q: place.q, at: momentText(instant) });
  const query: Record<string, string> = place.q === "" ? {} : { q: place.q };
  return (
    <div className="h-moment">
      <label htmlFor="at">Who was on at</label>
      <Link className="btn icon" href={to(at - 15 * MINUTE)} aria-label="15 minutes earlier" scroll={false}>
        <span className="flip">
          <Icon name="right" small />
        </span>
      </Link>
      <MomentField
        id="at"
        wall={wallText(at, zoneClock(timeZone))}
        timeZone={timeZone}
        here={{ path: HISTORY_PATH, query }}
      />
      <Link
        className="btn icon"
        href={to(Math.min(now, at + 15 * MINUTE))}
        aria-label="15 minutes later"
        scroll={false}
      >
        <Icon name="right" small />
      </Link>
      <Link className="btn" href={to(now)} scroll={false}>
        Now
      </Link>
      <span className="meta">{timeZone}</span>
    </div>
  );
}
