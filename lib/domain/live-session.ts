export const LIVE_STATES = ["active", "idle", "locked", "disconnected", "closing"] as const;
export type LiveState = (typeof LIVE_STATES)[number];

export const SESSION_KINDS = ["console", "remote", "ssh", "graphical", "network", "other"] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

/** A host whose last report is older than this is stale: its rows are dimmed and dated. */
export const STALE_AFTER_MS = 60_000;

export function isStale(reportedAt: number | null, now: number): boolean {
  return reportedAt === null || now - reportedAt > STALE_AFTER_MS;
}
