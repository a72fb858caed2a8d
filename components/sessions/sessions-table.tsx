"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLiveStatus } from "@/components/live/use-live";
import { useNow } from "@/components/live/use-now";
import { Kbd } from "@/components/ui/kbd";
import { useToast } from "@/components/ui/toasts";
import type { LiveTuple } from "@/lib/domain/live-row";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { parseSessionSort } from "@/lib/domain/session-sort";
import { count } from "@/lib/format/count";
import { BulkBar, tooMany } from "./bulk-bar";
import { LogoffDialog } from "./logoff-dialog";
import type { AskedTargets, OrderActions } from "./order-asking";
import { PageLinks } from "./page-links";
import { rowLine } from "./row-words";
import { SessionHead } from "./session-head";
import { SessionRows } from "./session-rows";
import { type SessionsPlace, sessionsHref } from "./sessions-address";
import { useTableLook } from "./sessions-frame";
import { SessionsStatus } from "./sessions-status";
import { usePlaceInAddress, useWriteWhenStill } from "./use-place-in-address";
import { useRowSelection } from "./use-row-selection";
import { useRowWindow } from "./use-row-window";
import { useSessionKeys } from "./use-session-keys";
import { useSessionList } from "./use-session-list";
import { withOverscan } from "./virtual-rows";

export interface SessionsTableProps {
  readonly place: SessionsPlace;
  readonly tuples: readonly LiveTuple[];
  /** `after` of the next page; null on the last. */
  readonly next: string | null;
  /** How many rows stand before these in the whole list. */
  readonly before: number;
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

/** More than a page is asked for by its filter: the server then freezes the list that it finds. */
const BY_FILTER_FROM = 100;

export function SessionsTable(props: SessionsTableProps) {
  const { place, tuples, total, timeZone, operatorId } = props;
  const router = useRouter();
  const say = useToast();
  const { columns, density } = useTableLook();
  const shownColumns = useMemo(() => columns.filter(({ isShown }) => isShown), [columns]);
  const now = useNow(props.now);
  const { kind: line } = useLiveStatus();
  const [hasFocus, setFocus] = useState(false);
  const [current, setCurrent] = useState<string | null>(place.s || null);
  const [aims, setAims] = useState<AskedTargets | null>(null);
  const [chosenCount, setChosenCount] = useState(0);
  const isHeld = chosenCount > 0 || hasFocus || place.s !== "" || aims !== null;
  const query = useMemo(() => parseSessionQuery(place.q), [place.q]);
  const sort = useMemo(() => parseSessionSort(place.sort), [place.sort]);
  const address = usePlaceInAddress(place, sort);
  const returned = useRef<((at: number) => void) | null>(null);

  const { list, version, fill, takeIn } = useSessionList({
    q: place.q,
    sortText: place.sort,
    query,
    sort,
    tuples,
    before: props.before,
    total,
    readAt: props.now,
    isHeld,
    now,
    returnTo: address.returnTo,
    onReturn: (at) => returned.current?.(at),
  });
  const view = useRowWindow(list, version, density);
  const { body, seen, scrollTo } = view;
  useEffect(() => {
    returned.current = (at) => {
      address.hasReturned();
      scrollTo(at, "top");
    };
  });
  const isLong = total > tuples.length || list.length > tuples.length;
  useWriteWhenStill(seen?.first ?? null, isLong && address.returnTo === null, props.now, (first) =>
    address.write(list, first),
  );

  const near = seen && withOverscan(seen, list.length);
  const isShort = near !== null && list.missing(near.first, near.end, 1).length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again when the line is back
  useEffect(
    () => (near && isShort ? fill(near.first, near.end) : undefined),
    [near?.first, near?.end, isShort, line, fill],
  );

  const order = useCallback(() => list.ids.filter((id) => !list.hasEnded(id)), [list]);
  const selection = useRowSelection(order);
  const listed = list.length - [...list.leaving.values()].filter(({ kind }) => kind === "ended").length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is changed in place, and tells by its version
  const chosen = useMemo(
    () => (selection.ids.size === 0 ? [] : order().filter((id) => selection.ids.has(id))),
    [selection.ids, order, version],
  );
  // The list is held by what is selected, and what is selected is looked up in the list.
  if (chosen.length !== chosenCount) setChosenCount(chosen.length);
  const isAllChosen = chosen.length > 0 && list.isWhole && chosen.length === listed;

  const refusal =
    line === "lost" || line === "signed-out" ? "Not while Curfew is not live" : props.logoffRefusal;
  const hrefOf = useCallback(
    (s: string) => sessionsHref({ ...place, after: address.after(), s }),
    [place, address.after],
  );
  const open = useCallback((id: string) => router.push(hrefOf(id), { scroll: false }), [router, hrefOf]);

  // The row that is gone to may not be drawn yet: it takes the focus when it is.
  const toFocus = useRef<string | null>(null);
  const goTo = (at: number): boolean => {
    const id = list.idAt(at);
    if (id === undefined) return false;
    toFocus.current = id;
    setCurrent(id);
    scrollTo(at, "near");
    focusWanted();
    if (place.s !== "") router.replace(hrefOf(id), { scroll: false });
    return true;
  };
  const focusWanted = useCallback(() => {
    const row =
      toFocus.current && body.current?.querySelector<HTMLElement>(`[data-row="${toFocus.current}"]`);
    if (!row) return;
    toFocus.current = null;
    row.focus({ preventScroll: true });
  }, [body]);
  useLayoutEffect(focusWanted);

  const aim = (ids: readonly string[], isAll: boolean): boolean => {
    if (refusal !== null || ids.length === 0 || tooMany(ids.length) !== null) return false;
    const isByFilter = isAll && ids.length > BY_FILTER_FROM;
    setAims(isByFilter ? { kind: "filter", query: place.q } : { kind: "sessions", ids });
    return true;
  };
  // The bar of the selection goes, and with it the button that may have had the focus.
  const clear = () => {
    const hadFocus = document.activeElement?.closest(".bulk") !== null;
    selection.clear();
    if (!hadFocus || current === null || list.placeOf(current) < 0) return;
    toFocus.current = current;
    focusWanted();
  };
  const showNew = async () => {
    const first = await takeIn();
    if (first !== null) scrollTo(list.placeOf(first), "near");
  };
  const waiting = list.isWhole ? list.waiting.size : 0;

  useSessionKeys({
    move(step) {
      const at = current === null ? -1 : list.placeOf(current);
      return goTo(at < 0 ? (seen?.first ?? 0) : at + step);
    },
    leap(to) {
      const at = Math.max(0, current === null ? 0 : list.placeOf(current));
      const screen = Math.max(1, (seen ? seen.end - seen.first : 1) - 2);
      const last = list.length - 1;
      const aimed = { first: 0, last, "page-up": at - screen, "page-down": at + screen }[to];
      return goTo(Math.min(last, Math.max(0, aimed)));
    },
    select(extend) {
      if (current === null || list.placeOf(current) < 0 || list.hasEnded(current)) return false;
      selection.toggle(current, extend);
      return true;
    },
    open() {
      if (current !== null) open(current);
      return current !== null;
    },
    escape() {
      if (place.s !== "") {
        router.push(hrefOf(""), { scroll: false });
        const at = current === null ? -1 : list.placeOf(current);
        if (at >= 0) {
          toFocus.current = current;
          focusWanted();
        }
      } else if (chosen.length > 0) clear();
      else return false;
      return true;
    },
    showNew() {
      if (waiting > 0) void showNew();
      return waiting > 0;
    },
    copy() {
      const row = current === null ? undefined : list.rows.get(current);
      if (!row || window.getSelection()?.isCollapsed === false) return false;
      void navigator.clipboard?.writeText(rowLine(row)).then(
        () => say("The row is copied."),
        () => say("This browser does not let the page copy."),
      );
      return navigator.clipboard !== undefined;
    },
    logOff() {
      if (chosen.length > 0) return aim(chosen, isAllChosen);
      return current !== null && list.rows.has(current) && !list.hasEnded(current) && aim([current], false);
    },
  });

  const { setAll } = selection;
  const takeAll = useCallback(() => setAll(isAllChosen ? [] : order()), [setAll, isAllChosen, order]);
  return (
    <>
      <div className={chosen.length > 0 ? "work has-bulk" : "work"}>
        <div className="tbl-wrap">
          <table
            className="tbl virtual"
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows take focus and are selected, as in a grid
            role="grid"
            aria-label="Live sessions"
            aria-rowcount={list.length + 1}
            aria-colcount={shownColumns.length + 1}
            aria-multiselectable
          >
            <SessionHead
              place={place}
              columns={shownColumns}
              selectLabel={`Select all ${count(listed)} matching`}
              chosen={isAllChosen ? "all" : chosen.length > 0 ? "some" : "none"}
              mayTakeAll={list.isWhole}
              onSelectAll={takeAll}
            />
            <SessionRows
              list={list}
              drawn={tuples.length}
              view={view}
              columns={shownColumns}
              current={current}
              openId={place.s}
              operatorId={operatorId}
              isSelected={(id) => selection.ids.has(id)}
              isLive={line === "live" || line === "connecting"}
              now={now}
              timeZone={timeZone}
              onToggle={selection.toggle}
              onOpen={open}
              onFocus={setCurrent}
              onHold={setFocus}
            />
          </table>
          {seen === null && <PageLinks place={place} next={props.next} isFirstPage={props.before === 0} />}
        </div>
        <div role="status">
          {waiting > 0 && (
            <button type="button" className="pill pill-at" onClick={() => void showNew()}>
              {count(waiting)} new · press <Kbd>.</Kbd>
            </button>
          )}
        </div>
        {chosen.length > 0 && (
          <BulkBar
            chosen={chosen.length}
            matching={listed}
            mayTakeAll={list.isWhole}
            refusal={refusal}
            onAll={takeAll}
            onLogoff={() => aim(chosen, isAllChosen)}
            onClear={clear}
          />
        )}
      </div>
      <SessionsStatus
        seen={seen ?? { first: props.before, end: props.before + tuples.length }}
        total={list.length}
        matching={total}
        fleetSessions={props.fleetSessions}
        sort={sort}
        isHeld={isHeld}
      />
      {aims !== null && (
        <LogoffDialog targets={aims} actions={props.orderActions} onClose={() => setAims(null)} />
      )}
    </>
  );
}
