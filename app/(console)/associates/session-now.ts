import type { SessionNow } from "@/components/associates/sessions-now";
import type { Actor } from "@/lib/domain/actor";
import type { LiveState, SessionKind } from "@/lib/domain/live-session";

interface LiveRow {
  readonly id: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly accountName: string;
  readonly state: LiveState;
  readonly kind: SessionKind;
  readonly clientName: string;
  readonly loggedOnAt: Date;
  readonly stateSince: Date | null;
  readonly reportedAt: Date | null;
  readonly operatorId: number | null;
  readonly isProtected: boolean;
}

/** A live row as the page draws it: instants as numbers, and whether it is the reader's own. */
export function sessionNow(row: LiveRow, actor: Actor): SessionNow {
  return {
    id: row.id,
    hostId: row.hostId,
    hostName: row.hostName,
    associateId: row.associateId,
    associateName: row.associateName ?? row.accountName,
    state: row.state,
    kind: row.kind,
    clientName: row.clientName,
    loggedOnAt: row.loggedOnAt.getTime(),
    stateSince: row.stateSince?.getTime() ?? null,
    reportedAt: row.reportedAt?.getTime() ?? null,
    isYou: actor.kind === "operator" && row.operatorId === actor.operatorId,
    isProtected: row.isProtected,
  };
}
