"use client";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { count } from "@/lib/format/count";

interface BulkBarProps {
  readonly chosen: number;
  readonly onPage: number;
  readonly refusal: string | null;
  readonly onAll: () => void;
  readonly onLogoff: () => void;
  readonly onClear: () => void;
}

/** What can be done with the selected rows. */
export function BulkBar({ chosen, onPage, refusal, onAll, onLogoff, onClear }: BulkBarProps) {
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
