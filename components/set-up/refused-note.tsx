import { Icon } from "@/components/ui/icon";
import type { ActionResult } from "@/lib/domain/action-result";

export type Refusal = Extract<ActionResult<null>, { ok: false }>;

/** What was refused as a whole, said as it appears; null while nothing was. */
export function RefusedNote({ message }: { readonly message: string | null }) {
  return (
    <div aria-live="polite">
      {message !== null && (
        <div className="note danger">
          <Icon name="warn" />
          <span>{message}</span>
        </div>
      )}
    </div>
  );
}

export const UNREACHABLE: Refusal = {
  ok: false,
  error: "unavailable",
  message: "Curfew does not answer. Nothing was changed; try again.",
};
