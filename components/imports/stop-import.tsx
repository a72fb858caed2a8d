"use client";

import { AskReason } from "@/components/ui/ask-reason";
import type { Undo } from "./undo-import";

/** For who sees half way that it is the wrong log. */
export function StopImport({ importId, stop }: { readonly importId: number; readonly stop: Undo }) {
  return (
    <AskReason
      trigger="Stop…"
      triggerLabel="Stop the import"
      isSmall
      title={`Stop import ${importId}?`}
      confirm="Stop and take it out"
      done={`Stopping import ${importId}`}
      unanswered="Curfew does not answer. Look again before you repeat it."
      act={(reason) => stop({ importId, reason })}
    >
      Nothing more is written, and what this import has brought so far leaves the history again. To import
      these logs after all, drop the files once more.
    </AskReason>
  );
}
