import { stretchName } from "@/components/history/bar-edges";
import { duration } from "@/lib/format/duration";
import { moment } from "./names";
import type { Span } from "./span";

interface TimelineNotesProps {
  /** What is being marked. */
  readonly draft: Span | null;
  /** Where a mark begins that has no end yet. */
  readonly begin: number | null;
  readonly bridgedMs: number;
  readonly timeZone: string;
  /** Null where all of it is in sight. */
  readonly onWhole: (() => void) | null;
}

/** Under the drawing: what the hand is about to do, and what is not in the picture. */
export function TimelineNotes({ draft, begin, bridgedMs, timeZone, onWhole }: TimelineNotesProps) {
  return (
    <>
      <p className="meta tl-note" role="status">
        {draft && <b>{stretchName(draft.from, draft.until, timeZone)}</b>}
        {!draft && begin !== null && (
          <>
            The stretch begins {moment(begin, 0, timeZone)}. Press E on a session to end it, Esc to forget it.
          </>
        )}
      </p>
      {(onWhole || bridgedMs > 0) && (
        <p className="meta tl-note">
          {bridgedMs > 0 && <span>Pauses under {duration(bridgedMs)} are not drawn at this zoom. </span>}
          {onWhole && (
            <button type="button" className="link" onClick={onWhole}>
              Show the whole width
            </button>
          )}
        </p>
      )}
    </>
  );
}
