import Link from "next/link";
import { type HistoryPlace, historyHref } from "./history-address";

interface HistoryPagerProps {
  readonly place: HistoryPlace;
  readonly view:
    | {
        readonly kind: "list";
        readonly isFirstPage: boolean;
        readonly newer: string | null;
        readonly older: string | null;
      }
    | { readonly kind: "at"; readonly previous: string | null; readonly next: string | null };
}

/** The way to the page above, to the one below, and back to the beginning; a page is an address. */
export function HistoryPager({ place, view }: HistoryPagerProps) {
  const { q, at } = place;
  const isList = view.kind === "list";
  const [above, below] = isList ? [view.newer, view.older] : [view.previous, view.next];
  const isFirst = isList ? view.isFirstPage : place.after === "" && (place.before === "" || above === null);
  return (
    <>
      {!isFirst && (
        <Link className="link" href={historyHref({ q, at })}>
          First page
        </Link>
      )}
      {above !== null && (
        <Link className="link" href={historyHref({ q, at, before: above })} rel="prev">
          {isList ? "Newer" : "Previous"}
        </Link>
      )}
      {below !== null && (
        <Link className="link" href={historyHref({ q, at, after: below })} rel="next">
          {isList ? "Older" : "Next"}
        </Link>
      )}
    </>
  );
}
