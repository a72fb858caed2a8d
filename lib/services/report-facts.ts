import { STALE_AFTER_MS } from "@/lib/domain/live-session";
import type { SyncRequest } from "@/lib/protocol/messages";

const MAX_INT = 2 ** 31 - 1;

/** How far the host's clock is ahead. */
export function skewOf(report: SyncRequest, now: Date): number {
  const skew = Math.round(report.now - now.getTime());
  return Math.max(-MAX_INT, Math.min(MAX_INT, skew));
}

interface KnownHost {
  readonly name: string;
  readonly os: string;
  readonly bootKey: string | null;
  readonly reportedAt: Date | null;
}

/** Pages that list hosts are to look again. */
export function hasNews(host: KnownHost, report: SyncRequest, now: Date): boolean {
  const wasSilent = !host.reportedAt || now.getTime() - host.reportedAt.getTime() > STALE_AFTER_MS;
  const isRenamed = host.name !== report.host.name || host.os !== report.host.os;
  return host.bootKey !== report.bootId || wasSilent || isRenamed || report.auditPolicy !== null;
}
