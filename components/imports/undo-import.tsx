"use client";

import { AskReason } from "@/components/ui/ask-reason";
import type { ActionResult } from "@/lib/domain/action-result";
import { counted } from "@/lib/format/count";

export type Undo = (input: { importId: number; reason: string }) => Promise<ActionResult<unknown>>;

interface UndoImportProps {
  readonly importId: number;
  readonly added: number | null;
  readonly undo: Undo;
}

export function UndoImport({ importId, added, undo }: UndoImportProps) {
  return (
    <AskReason
      trigger="Undo…"
      title={`Undo import ${importId}?`}
      confirm="Undo the import"
      done={`Undoing import ${importId}`}
      unanswered="Curfew does not answer. Look again before you repeat it."
      act={(reason) => undo({ importId, reason })}
    >
      {added === null ? "The events" : counted(added, "event")} that only this import brought leave the
      history, and the sessions they made are paired again without them. What a host or another source has
      told too stays.
    </AskReason>
  );
}
