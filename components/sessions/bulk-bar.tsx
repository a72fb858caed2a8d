"use client";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { count } from "@/lib/format/count";

/** More targets no order takes. */
const MOST = 10_000;

interface BulkBarProps {
  readonly chosen: number;
  /** How many the filter gives in all, in sight or not. */
  readonly matching: number;
  /** False until every place in the list is known. */
  readonly mayTakeAll: boolean;
  readonly refusal: string | null;
  readonly onAll: () => void;
  readonly onLogoff: () => void;
  readonly onClear: () => void;
}

/** What can be done with the selected rows. */
export function BulkBar(props: BulkBarProps) {
  const { chosen, matching, mayTakeAll, refusal, onAll, onLogoff, onClear } = props;
  const isAll = chosen === matching;
  return (
    <div className="bulk bulk-at" role="toolbar" aria-label="Selection">
      <b className="strong" aria-live="polite">
        {isAll && chosen > 1 ? `All ${count(chosen)} matching selected` : `${count(chosen)} selected`}
      </b>
      {!isAll && (
        <Button
          look="ghost"
          disabledBecause={mayTakeAll ? null : "The list is still being read"}
          onClick={(event) => {
            // This button goes; the one that it was pressed for takes the focus.
            event.currentTarget.closest(".bulk")?.querySelector<HTMLElement>(".primary")?.focus();
            onAll();
          }}
        >
          <span className="link">Select all {count(matching)} matching</span>
        </Button>
      )}
      {tooMany(chosen) !== null && <span className="hint">· at most {count(MOST)} in one order</span>}
      <span className="sep" />
      <Button look="primary" disabledBecause={refusal ?? tooMany(chosen)} onClick={onLogoff}>
        Log off…
      </Button>
      <Button
        look="ghost"
        className="icon"
        aria-label="Clear selection"
        title="Clear selection  Esc"
        onClick={onClear}
      >
        <Icon name="x" small />
      </Button>
    </div>
  );
}

export function tooMany(targets: number): string | null {
  return targets > MOST ? `One order has at most ${count(MOST)} targets: narrow the filter` : null;
}
