"use client";

import type { ImportStatus } from "@/lib/domain/import-facts";
import { count, counted } from "@/lib/format/count";
import { Progress } from "./progress";

/** How far the commit is, or that an undo is under way. */
export function WritingProgress({
  status,
  events,
}: {
  readonly status: ImportStatus;
  readonly events: number;
}) {
  if (status.state === "undoing") {
    return (
      <p className="note in-gutter" role="status">
        Taking out what this import brought. It goes on if you leave this page.
      </p>
    );
  }
  if (status.state !== "committing") return null;
  const { doneEvents, dueBoots, leftBoots } = status;
  const isPairing = dueBoots > 0;
  return (
    <section className="writing" aria-label="Importing">
      <h2>{isPairing ? "Step 2 of 2: pairing sessions" : "Step 1 of 2: writing into the history"}</h2>
      {isPairing ? (
        <Progress
          label="Pairing sessions"
          share={(dueBoots - leftBoots) / dueBoots}
          left={`${count(dueBoots - leftBoots)} of ${counted(dueBoots, "boot")} paired`}
          right="every event is in the history"
        />
      ) : (
        <Progress
          label="Writing into the history"
          share={events === 0 ? 0 : Math.min(1, doneEvents / events)}
          left={`${count(Math.min(events, doneEvents))} of ${counted(events, "event")}`}
          right="it goes on if you leave this page"
        />
      )}
    </section>
  );
}
