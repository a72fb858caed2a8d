import { Kbd } from "@/components/ui/kbd";
import { MOST_LISTED, type SessionSort } from "@/lib/domain/session-sort";
import { count } from "@/lib/format/count";
import { sortWords } from "./sort-head";
import type { RowWindow } from "./virtual-rows";

interface SessionsStatusProps {
  readonly seen: RowWindow;
  /** How many rows can be scrolled to. */
  readonly total: number;
  /** How many match; more than that only where the list is cut. */
  readonly matching: number;
  readonly fleetSessions: number;
  readonly sort: SessionSort;
  readonly isHeld: boolean;
}

/** Where in the list one is, how it is sorted, and what the keys do. */
export function SessionsStatus({ seen, total, matching, fleetSessions, sort, isHeld }: SessionsStatusProps) {
  const isAllSeen = seen.first === 0 && seen.end >= total;
  return (
    <div className="statusbar">
      <span className="sb-place">
        {isAllSeen ? (
          <b>{count(total)}</b>
        ) : (
          <>
            {/* Room for the longest: what follows stands still while one scrolls. */}
            <b className="sb-range" style={{ minWidth: `${2 * count(total).length + 1}ch` }}>
              {`${count(seen.first + 1)}–${count(seen.end)}`}
            </b>{" "}
            of <b>{count(total)}</b>
          </>
        )}{" "}
        matching
        {total >= MOST_LISTED && matching > total && ` (the first of ${count(matching)}: narrow the filter)`}
        {matching < fleetSessions && `, ${count(fleetSessions)} live`}
      </span>
      <span>{sortWords(sort)}</span>
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
  );
}

const KEYS: readonly (readonly [readonly string[], string])[] = [
  [["j", "k"], "move"],
  [["x"], "select"],
  [["Enter"], "open"],
  [["L"], "log off"],
  [["?"], "keys"],
];
