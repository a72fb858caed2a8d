"use client";

import type { ImportStatus } from "@/lib/domain/import-facts";
import { count, counted } from "@/lib/format/count";
import { leftWords } from "./import-words";
import { Progress } from "./progress";
import { StopImport } from "./stop-import";
import type { Undo } from "./undo-import";
import { useRate } from "./use-rate";

interface WritingProgressProps {
  readonly status: ImportStatus;
  readonly events: number;
  /** Null for who may only look. */
  readonly stop: Undo | null;
}

/** How far the pairing before the decision is, or the commit after it, or that an undo is under way. */
export function WritingProgress({ status, events, stop }: WritingProgressProps) {
  const { state, importId, doneEvents, dueBoots, leftBoots } = status;
  if (state === "undoing") {
    return (
      <p className="note in-gutter" role="status">
        Taking out what this import brought. It goes on if you leave this page.
      </p>
    );
  }
  if (isPreviewing(status)) {
    return (
      <section className="writing" aria-label="Pairing for the preview">
        <h2>Pairing the sessions for you to look at</h2>
        <Counted label="Pairing for the preview" done={doneEvents} all={events} unit="event" />
      </section>
    );
  }
  if (state !== "committing") return null;
  const isPairing = dueBoots > 0;
  return (
    <section className="writing" aria-label="Importing">
      <div className="w-head">
        <h2>{isPairing ? "Step 2 of 2: pairing sessions" : "Step 1 of 2: writing into the history"}</h2>
        {stop && <StopImport importId={importId} stop={stop} />}
      </div>
      {isPairing ? (
        <Counted
          key="pairing"
          label="Pairing sessions"
          done={dueBoots - leftBoots}
          all={dueBoots}
          unit="boot"
          note="every event is in the history"
        />
      ) : (
        <Counted
          key="writing"
          label="Writing into the history"
          done={doneEvents}
          all={events}
          unit="event"
          note="goes on if you leave"
        />
      )}
    </section>
  );
}

interface CountedProps {
  readonly label: string;
  readonly done: number;
  readonly all: number;
  readonly unit: "event" | "boot";
  readonly note?: string;
}

function Counted({ label, done, all, unit, note }: CountedProps) {
  const rate = useRate(done);
  const speed =
    rate === null ? [] : [`${count(Math.max(1, Math.round(rate)))} ${unit}s/s`, leftWords(all - done, rate)];
  return (
    <Progress
      label={label}
      share={all === 0 ? 0 : Math.min(1, done / all)}
      left={`${count(Math.min(all, done))} of ${counted(all, unit)}`}
      right={[...speed, note ?? ""].filter(Boolean).join(" · ")}
    />
  );
}

function isPreviewing({ state, isPreviewed, files }: ImportStatus): boolean {
  return (
    state === "open" &&
    !isPreviewed &&
    files.some((file) => file.state === "read") &&
    files.every((file) => file.state === "read" || file.state === "unreadable")
  );
}
