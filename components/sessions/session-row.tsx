"use client";

import Link from "next/link";
import { type MouseEvent, memo } from "react";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { PlatformGlyph, StateLabel } from "@/components/ui/state";
import { visibleText } from "@/lib/format/count";
import type { ListedRow } from "./live-list";
import { KIND_WORDS, lineWord, rowWords } from "./row-words";

export interface SessionRowProps {
  readonly listed: ListedRow;
  /** Counted from the head row, which is 1; a later page does not know how many stand before it. */
  readonly rowIndex: number | undefined;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly isTabStop: boolean;
  readonly isYou: boolean;
  readonly isLive: boolean;
  readonly now: number;
  readonly timeZone: string;
  readonly onToggle: (id: string, extend: boolean) => void;
  readonly onOpen: (id: string) => void;
  readonly onFocus: (id: string) => void;
}

export const SessionRow = memo(function SessionRow(props: SessionRowProps) {
  const { listed, isSelected, isOpen, isYou, now, timeZone } = props;
  const { row, leaving } = listed;
  const words = rowWords(row, now, timeZone, props.isLive);
  const hasEnded = leaving?.kind === "ended";
  const marks = [
    words.isStale && !hasEnded ? "is-stale" : "",
    hasEnded ? "is-ended" : leaving ? "is-leaving" : "",
    isOpen ? "is-focus" : "",
  ];
  const open = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button, input")) return;
    if (event.shiftKey) props.onToggle(row.id, true);
    else props.onOpen(row.id);
  };
  return (
    <tr
      data-row={row.id}
      aria-rowindex={props.rowIndex}
      aria-selected={isSelected}
      className={marks.filter(Boolean).join(" ") || undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      title={leaving?.kind === "unmatched" ? "No longer in this list" : undefined}
      onClick={open}
      onFocus={() => props.onFocus(row.id)}
    >
      <td className="tick">
        <input
          type="checkbox"
          className="check"
          checked={isSelected}
          disabled={hasEnded}
          tabIndex={-1}
          aria-label={`Select ${words.who} on ${words.host}`}
          onChange={(event) => {
            const native = event.nativeEvent;
            props.onToggle(row.id, native instanceof globalThis.MouseEvent && native.shiftKey);
          }}
        />
      </td>
      <td>
        <StateLabel state={hasEnded ? "ended" : row.state} />
      </td>
      <td>
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
              aria-label={`Logging off, order ${row.orderId}`}
            >
              <span className="long">logging off ·</span> order {row.orderId}
            </Link>
          )}
        </span>
      </td>
      <td>
        <span className="hostc">
          <PlatformGlyph platform={row.platform} />
          <span className="mono trunc">{words.host}</span>
        </span>
      </td>
      <td className="is-kind">
        {KIND_WORDS[row.kind]} <span className="rel mono">{lineWord(row)}</span>
      </td>
      <td className="is-on">
        <span className="mono">{words.loggedOn}</span> <span className="rel">· {words.loggedOnFor}</span>
      </td>
      <td className="num">{words.idle === "–" ? <span className="dash">–</span> : words.idle}</td>
      <td className="is-cli">
        <span className="cli">
          <span className="mono trunc">{words.client}</span>
          <span className="mono trunc">{words.address}</span>
        </span>
      </td>
      <td className="num">
        <span className={words.isStale ? "fresh asof" : "fresh"}>{words.reported}</span>
      </td>
    </tr>
  );
});
