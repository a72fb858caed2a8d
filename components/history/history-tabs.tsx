import Link from "next/link";
import { ExportMenu } from "@/components/timeline/export-menu";
import { momentText } from "@/components/timeline/history-window";
import { type HistoryPlace, historyExportHref, historyHref } from "./history-address";

interface HistoryTabsProps {
  readonly place: HistoryPlace;
  readonly isAt: boolean;
  readonly now: number;
}

/** Two questions to the same facts; the filter goes along. */
export function HistoryTabs({ place, isAt, now }: HistoryTabsProps) {
  return (
    <nav className="h-tabs" aria-label="Questions to the history">
      <div className="seg">
        <Link href={historyHref({ q: place.q })} aria-current={isAt ? undefined : "page"}>
          Sessions
        </Link>
        <Link
          href={historyHref({ q: place.q, at: isAt ? place.at : momentText(now) })}
          aria-current={isAt ? "page" : undefined}
        >
          Who was on at
        </Link>
      </div>
      <span className="meta">
        {isAt
          ? "everybody who was on at one instant, on any host"
          : "from the audit records: how each session began and ended, and how sure that is"}
      </span>
      <span className="spring" />
      <ExportMenu
        what={isAt ? "everybody who was on" : "all sessions of this answer"}
        href={historyExportHref(place)}
      />
    </nav>
  );
}
