import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { type HistoryQuery, historyQueryText, withoutHistoryTerm } from "@/lib/domain/history-query";
import { type HistoryPlace, historyHref } from "./history-address";
import { HistoryChipText } from "./query-bar";

interface NoHistoryProps {
  readonly place: HistoryPlace;
  readonly query: HistoryQuery;
  readonly timeZone: string;
  readonly isFirstPage: boolean;
}

/** Says what to do about it: take a chip away, go back, or bring the first log. */
export function NoHistory({ place, query, timeZone, isFirstPage }: NoHistoryProps) {
  const asking = query.terms.filter((term) => term.kind !== "unknown");
  if (asking.length > 0) {
    return (
      <div className="empty">
        <h2>{asking.length > 1 ? `No session matches all ${asking.length} chips` : "No session matches"}</h2>
        <p>A log that was not read has no sessions either. Take one term away:</p>
        <ul className="clear">
          {query.terms.map((term, i) =>
            term.kind === "unknown" ? null : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same chip may stand twice
              <li key={`${i} ${term.text}`}>
                <Link
                  href={historyHref({ q: historyQueryText(withoutHistoryTerm(query, i)), at: place.at })}
                  scroll={false}
                >
                  <span>Clear chip</span>
                  <span className="chip">
                    <HistoryChipText term={term} timeZone={timeZone} />
                  </span>
                </Link>
              </li>
            ),
          )}
        </ul>
        <div className="row">
          <Link className="btn" href={historyHref({ at: place.at })}>
            Clear all chips
          </Link>
        </div>
      </div>
    );
  }
  if (!isFirstPage) {
    return (
      <EmptyState
        title="Nothing on this page"
        actions={
          <Link className="btn" href={historyHref({ q: place.q })}>
            First page
          </Link>
        }
      >
        The sessions that stood here are gone, or the address is not one of a page.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="No history yet"
      actions={
        <Link className="btn primary" href="/enrolment">
          Enrol the first host
        </Link>
      }
    >
      Sessions appear here as soon as a host reports its audit records, or a log is imported.
    </EmptyState>
  );
}
