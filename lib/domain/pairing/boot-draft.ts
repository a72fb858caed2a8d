import type { AuditEvent } from "../audit-event";

/** A boot while it is being cut. */
export interface BootDraft {
  boot: string | null;
  /** Its start was recorded. */
  isMarked: boolean;
  /** The earliest time known of it. */
  startAt: number;
  readonly events: AuditEvent[];
}

export function startBefore(draft: BootDraft, at: number): void {
  if (at < draft.startAt) draft.startAt = at;
}

export interface BootStart {
  readonly at: number;
  readonly isRecorded: boolean;
}
