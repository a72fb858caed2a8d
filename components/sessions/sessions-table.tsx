"use client";

import { useRouter } from "next/navigation";
import { useCallback, useMemo, useRef, useState } from "react";
import { useLiveStatus } from "@/components/live/use-live";
import { useNow } from "@/components/live/use-now";
import { Kbd } from "@/components/ui/kbd";
import type { LiveRow, LiveTuple } from "@/lib/domain/live-row";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { parseSessionSort } from "@/lib/domain/session-sort";
import { count } from "@/lib/format/count";
import { BulkBar } from "./bulk-bar";
import { LogoffDialog } from "./logoff-dialog";
import type { AskedTargets, OrderActions } from "./order-asking";
import { PageLinks } from "./page-links";
import { SessionRow } from "./session-row";
import { type SessionsPlace, sessionsHref } from "./sessions-address";
import { SortHead, sortWords } from "./sort-head";
import { useLiveList } from "./use-live-list";
import { useRowSelection } from "./use-row-selection";
import { useSessionKeys } from "./use-session-keys";

interface SessionsTableProps {
  readonly place: SessionsPlace;
  readonly tuples: readonly LiveTuple[];
  /** `after` of the next page; null on the last. */
  readonly next: string | null;
  readonly isFirstPage: boolean;
  /** How many rows the query gives in all. */
  readonly total: number;
  readonly fleetSessions: number;
  readonly now: number;
  readonly timeZone: string;
  readonly operatorId: number | null;
  readonly orderActions: OrderActions;
  /** Why this operator cannot log anyone off; null where they can. */
  readonly logoffRefusal: string | null;
}

export function SessionsTable(props: SessionsTableProps) {
  const { place, tuples, next, isFirstPage, total, timeZone, operatorId } = props;
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useNow(props.now);
  const { kind: line } = useLiveStatus();
  const [hasFocus, setFocus] = useState(false);
  const [current, setCurrent] = useState<string | null>(place.s || null);
  const [aims, setAims] = useState<AskedTargets | null>(null);
  const [chosenCount, setChosenCount] = useState(0);
  const isHeld = chosenCount > 0 || hasFocus || place.s !== "" || aims !== null;
  const scope = useMemo(
    () => ({
      query: parseSessionQuery(place.q),
      sort: parseSessionSort(place.sort),
      isFirstPage,
      isLastPage: next === null,
    }),
    [place.q, place.sort, isFirstPage, next],
  );
  const list = useLiveList({ tuples, readAt: props.now, scope, isHeld, now });
  const order = list.rows.filter(({ leaving }) => leaving?.kind !== "ended").map(({ row }) => row.id);
  const selection = useRowSelection(order);
  const chosen = list.rows
    .filter(({ row, leaving }) => selection.ids.has(row.id) && leaving?.kind !== "ended")
    .map(({ row }) => row);
  // The list is held by what is selected, and what is selected is looked up in the list.
  if (chosen.length !== chosenCount) setChosenCount(chosen.length);

  const tabStop = list.rows.some(({ row }) => row.id === current) ? current : (list.rows[0]?.row.id ?? null);
  const refusal =
    line === "lost" || line === "signed-out" ? "Not while Curfew is not live" : props.logoffRefusal;
  const focusRow = (id: string) => body.current?.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus();
  const open = useCallback(
    (id: string) => router.push(sessionsHref({ ...place, s: id }), { scroll: false }),
    [router, place],
  );
  const aim = (rows: readonly LiveRow[]) => {
    if (refusal !== null || rows.length === 0) return false;
    setAims({ kind: "sessions", ids: rows.map((row) => row.id) });
    return true;
  };

  useSessionKeys({
    move(step) {
      const at = list.rows.findIndex(({ row }) => row.id === current);
      const id = list.rows[at < 0 ? 0 : at + step]?.row.id;
      if (id === undefined) return false;
      focusRow(id);
      if (place.s !== "") router.replace(sessionsHref({ ...place, s: id }), { scroll: false });
      return true;
    },
    select(extend) {
      if (current === null || !order.includes(current)) return false;
      selection.toggle(current, extend);
      return true;
    },
    open() {
      if (current !== null) open(current);
      return current !== null;
    },
    escape() {
      if (place.s !== "") {
        router.push(sessionsHref({ ...place, s: "" }), { scroll: false });
        if (current !== null) focusRow(current);
      } else if (chosen.length > 0) selection.clear();
      else return false;
      return true;
    },
    showNew() {
      if (list.waiting.length > 0) list.takeIn();
      return list.waiting.length > 0;
    },
    logOff() {
      const row = list.rows.find(
        (listed) => listed.row.id === current && listed.leaving?.kind !== "ended",
      )?.row;
      return aim(chosen.length > 0 ? chosen : row ? [row] : []);
    },
  });

  const isAllChosen = order.length > 0 && chosen.length === order.length;
  return (
    <>
      <div className={chosen.length > 0 ? "work has-bulk" : "work"}>
        <div className="tbl-wrap">
          <table
            className="tbl"
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take focus and are selected, as in a grid
            role="grid"
            aria-label="Live sessions"
            aria-rowcount={total + 1}
            aria-multiselectable
          >
            <colgroup>
              <col style={{ width: 42 }} />
              {["state", "who", "host", "kind", "on", "idle", "cli", "fresh"].map((name) => (
                <col key={name} className={`c-${name}`} />
              ))}
            </colgroup>
            <thead>
              <tr aria-rowindex={1}>
                <th className="tick" scope="col">
                  <input
                    type="checkbox"
                    className="check"
                    aria-label="Select all rows on this page"
                    checked={isAllChosen}
                    ref={(box) => {
                      if (box) box.indeterminate = chosen.length > 0 && !isAllChosen;
                    }}
                    onChange={() => selection.setAll(isAllChosen ? [] : order)}
                  />
                </th>
                <th scope="col">State</th>
                <SortHead place={place} sort="associate" label="Associate" />
                <SortHead place={place} sort="host" label="Host" />
                <th className="is-kind" scope="col">
                  Kind
                </th>
                <SortHead place={place} sort="loggedOn" label="Logged on" className="is-on" />
                <SortHead place={place} sort="idle" label="Idle for" className="num" />
                <th className="is-cli" scope="col">
                  Client
                </th>
                <th className="num" scope="col">
                  Reported
                </th>
              </tr>
            </thead>
            <tbody
              ref={body}
              onFocus={() => setFocus(true)}
              onBlur={(event) => {
                if (!event.currentTarget.contains(event.relatedTarget)) setFocus(false);
              }}
            >
              {list.rows.map((listed, i) => (
                <SessionRow
                  key={listed.row.id}
                  listed={listed}
                  rowIndex={isFirstPage ? i + 2 : undefined}
                  isSelected={selection.ids.has(listed.row.id)}
                  isOpen={place.s === listed.row.id}
                  isTabStop={tabStop === listed.row.id}
                  isYou={operatorId !== null && listed.row.operatorId === operatorId}
                  isLive={line === "live" || line === "connecting"}
                  now={now}
                  timeZone={timeZone}
                  onToggle={selection.toggle}
                  onOpen={open}
                  onFocus={setCurrent}
                />
              ))}
            </tbody>
          </table>
          <PageLinks place={place} next={next} isFirstPage={isFirstPage} />
        </div>
        <div role="status">
          {list.waiting.length > 0 && (
            <button type="button" className="pill pill-at" onClick={list.takeIn}>
              {count(list.waiting.length)} new · press <Kbd>.</Kbd>
            </button>
          )}
        </div>
        {chosen.length > 0 && (
          <BulkBar
            chosen={chosen.length}
            onPage={order.length}
            refusal={refusal}
            onAll={() => selection.setAll(order)}
            matching={total}
            onLogoff={() => aim(chosen)}
            onMatching={() => setAims({ kind: "filter", query: place.q })}
            onClear={selection.clear}
          />
        )}
      </div>
      <div className="statusbar">
        <span>
          <b>{count(list.rows.length)}</b> of <b>{count(total)}</b> shown
          {total < props.fleetSessions && `, ${count(props.fleetSessions)} live`}
        </span>
        <span>{sortWords(scope.sort)}</span>
        {isHeld && <span>order held while rows are selected, open or focused</span>}
        <span className="sb-keys">
          {KEYS.map(([keys, what]) => (
            <span key={what}>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}{" "}
              {what}
            </span>
          ))}
        </span>
      </div>
      {aims !== null && (
        <LogoffDialog targets={aims} actions={props.orderActions} onClose={() => setAims(null)} />
      )}
    </>
  );
}

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["j", "k"], "move"],
  [["x"], "select"],
  [["Enter"], "open"],
  [["L"], "log off"],
  [["?"], "keys"],
];
