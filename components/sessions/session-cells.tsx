import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { PlatformGlyph, StateLabel } from "@/components/ui/state";
import type { LiveRow } from "@/lib/domain/live-row";
import { isoInstant } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import type { ColumnKey } from "./columns";
import { KIND_WORDS, lineWord, type RowWords } from "./row-words";

export interface CellFacts {
  readonly row: LiveRow;
  readonly words: RowWords;
  readonly hasEnded: boolean;
  readonly isYou: boolean;
}

/** What the style sheet needs to drop a column where there is no room. */
export const CELL_CLASS: Readonly<Record<ColumnKey, string | undefined>> = {
  state: undefined,
  who: undefined,
  host: undefined,
  kind: "is-kind",
  on: "is-on",
  idle: "num",
  cli: "is-cli",
  fresh: "num",
};

/** What each column says of a row. */
export const CELLS: Readonly<Record<ColumnKey, (facts: CellFacts) => ReactNode>> = {
  state: ({ row, hasEnded }) => <StateLabel state={hasEnded ? "ended" : row.state} />,
  who: WhoCell,
  host: ({ row, words }) => (
    <span className="hostc">
      <PlatformGlyph platform={row.platform} />
      <span className="mono trunc">{words.host}</span>
    </span>
  ),
  kind: ({ row }) => (
    <>
      {KIND_WORDS[row.kind]} <span className="rel mono">{lineWord(row)}</span>
    </>
  ),
  on: ({ row, words }) => (
    <>
      <time className="mono" dateTime={isoInstant(row.loggedOnAt)} title={isoInstant(row.loggedOnAt)}>
        {words.loggedOn}
      </time>{" "}
      <span className="rel">· {words.loggedOnFor}</span>
    </>
  ),
  idle: ({ words }) => (words.idle === "–" ? <span className="dash">–</span> : words.idle),
  cli: ({ words }) => (
    <span className="cli">
      <span className="mono trunc">{words.client}</span>
      <span className="mono trunc">{visibleText(words.address)}</span>
    </span>
  ),
  fresh: ({ words }) => (
    // Other words are another thing in the same place, not the same thing moved.
    <span key={words.reported} className={words.isStale ? "fresh asof" : "fresh"}>
      {words.reported}
    </span>
  ),
};

function WhoCell({ row, words, hasEnded, isYou }: CellFacts) {
  return (
    <span className="who">
      <span className="strong trunc" title={visibleText(row.fullName) || visibleText(row.accountName)}>
        {words.who}
      </span>
      {row.associateId !== null && <span className="id">{row.associateId}</span>}
      {isYou && <Badge>you</Badge>}
      {row.isProtected && <Icon name="shield" small label="Protected" />}
      {row.orderId !== null && !hasEnded && (
        <Link
          className="badge dashed"
          href={`/orders/${row.orderId}`}
          tabIndex={-1}
          prefetch={false}
          aria-label={`Logging off, order ${row.orderId}`}
        >
          <span className="long">logging off ·</span> order {row.orderId}
        </Link>
      )}
    </span>
  );
}
