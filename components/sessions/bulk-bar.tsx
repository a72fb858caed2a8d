"use client";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { count } from "@/lib/format/count";

interface BulkBarProps {
  readonly chosen: number;
  readonly onPage: number;
  /** How many the filter gives in all, over every page. */
  readonly matching: number;
  readonly refusal: string | null;
  readonly onAll: () => void;
  readonly onLogoff: () => void;
  readonly onMatching: () => void;
  readonly onClear: () => void;
}

/** What can be done with the selected rows. */
export function BulkBar(props: BulkBarProps) {
  const { chosen, onPage, matching, refusal, onAll, onLogoff, onMatching, onClear } = props;
  return (
    <div className="bulk bulk-at" role="toolbar" aria-label="Selection">
      <b className="strong" aria-live="polite">
        {count(chosen)} selected
      </b>
      {chosen < onPage && (
        <Button look="ghost" onClick={onAll}>
          <span className="link">Select all {count(onPage)} on this page</span>
        </Button>
      )}
      {matching > onPage && (
        <Button look="ghost" disabledBecause={refusal ?? tooMany(matching)} onClick={onMatching}>
          <span className="link">All {count(matching)} matching…</span>
        </Button>
      )}
      <span className="sep" />
      <Button look="primary" disabledBecause={refusal} onClick={onLogoff}>
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

const MOST = 10_000;

function tooMany(matching: number): string | null {
  return matching > MOST ? `One order has at most ${count(MOST)} targets: narrow the filter` : null;
}
