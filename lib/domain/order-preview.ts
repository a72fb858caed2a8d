import type { LiveRow } from "./live-row";

export const DROP_REASONS = ["gone", "scope", "yourself", "protected", "already", "unsupported"] as const;
/** Why a session that was asked for is left out. */
export type DropReason = (typeof DROP_REASONS)[number];

/** One session as a preview froze it: who would be hit, who is left out and why, and who is at work. */
export interface PreviewRow {
  readonly id: string;
  readonly why: DropReason | null;
  readonly isActive: boolean;
}

export type PreviewGroup = "active" | "offline" | "excluded" | "rest";

export interface PreviewedSession {
  readonly row: LiveRow;
  readonly group: PreviewGroup;
  readonly why: DropReason | null;
  /** Why its host cannot do what is asked; null where it can. */
  readonly obstacle: string | null;
  /** Why a warning would not be seen; null where it would. */
  readonly unseen: string | null;
}

export interface OrderPreview {
  /** Goes with the order: what is asked for is what was shown. */
  readonly hash: string;
  readonly madeAt: number;
  readonly sessions: number;
  readonly people: number;
  readonly hosts: number;
  readonly counts: Readonly<Record<PreviewGroup, number>>;
  readonly excluded: Readonly<Partial<Record<DropReason, number>>>;
  readonly offlineHosts: number;
  readonly byState: Readonly<Record<string, number>>;
  /** Sessions in which nobody would see a warning. */
  readonly unseen: number;
  /** The rows that one has to think about first, no more than a person reads. */
  readonly rows: readonly PreviewedSession[];
  readonly approvalWhy: string | null;
}

/** Up to this many targets, anything that changed is shown again; above, only what would hit more than was shown. */
export const LOOK_AGAIN_UP_TO = 25;

export interface WorldChange {
  readonly gone: number;
  readonly added: number;
  readonly excluded: number;
  readonly included: number;
  readonly active: number;
}

/** What became different between the preview and now. */
export function compareWorlds(before: readonly PreviewRow[], now: readonly PreviewRow[]): WorldChange {
  const was = new Map(before.map((row) => [row.id, row]));
  const change = { gone: 0, added: 0, excluded: 0, included: 0, active: 0 };
  const seen = new Set<string>();
  for (const row of now) {
    seen.add(row.id);
    const old = was.get(row.id);
    if (!old) {
      if (row.why === null) change.added += 1;
    } else if (row.why === "gone") {
      if (old.why === null) change.gone += 1;
    } else if (old.why === null && row.why !== null) change.excluded += 1;
    else if (old.why !== null && row.why === null) change.included += 1;
    else if (row.why === null && row.isActive && !old.isActive) change.active += 1;
  }
  for (const row of before) if (row.why === null && !seen.has(row.id)) change.gone += 1;
  return change;
}

/** The refusal in words, or null where the order means what the preview showed. */
export function worldChangeWords(change: WorldChange, targets: number): string | null {
  const { gone, added, excluded, included, active } = change;
  const isSmall = targets <= LOOK_AGAIN_UP_TO;
  const isRefused = added + included > 0 || (isSmall && gone + excluded + active > 0);
  if (!isRefused) return null;
  const parts = [
    part(added, "session is new", "sessions are new"),
    part(included, "is not left out any more", "are not left out any more"),
    part(gone, "has ended", "have ended"),
    part(excluded, "would be left out now", "would be left out now"),
    part(active, "is active now", "are active now"),
  ].filter((words) => words !== "");
  return `The world has changed since the preview: ${parts.join(", ")}. Look again.`;
}

function part(n: number, one: string, many: string): string {
  return n === 0 ? "" : `${n} ${n === 1 ? one : many}`;
}
