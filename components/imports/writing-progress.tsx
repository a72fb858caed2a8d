"use client";

import type { ImportStatus } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";
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
  const isPairing = status.doneEvents >= events;
  return (
    <section className="writing" aria-label="Importing">
      <h2>{isPairing ? "Pairing sessions" : "Writing into the history"}</h2>
      <Progress
        label="Writing into the history"
        share={events === 0 ? 0 : status.doneEvents / events}
        left={`${count(Math.min(events, status.doneEvents))} of ${count(events)} events`}
        right={isPairing ? "pairing" : "it goes on if you leave this page"}
      />
    </section>
  );
}
