import { isRowStale, type LiveRow } from "@/lib/domain/live-row";
import type { LiveState, SessionKind } from "@/lib/domain/live-session";

/** A session that the Log off dialog is opened for. */
export interface LogoffTarget {
  /** Of the live session, as text. */
  readonly id: string;
  readonly associateName: string;
  readonly hostName: string;
  readonly state: LiveState;
  readonly kind: SessionKind;
  readonly loggedOnAt: number;
  readonly isYou: boolean;
  readonly isProtected: boolean;
  /** Its host has not reported for a while: the order waits for it. */
  readonly isStale: boolean;
  readonly reportedAt?: number | null;
  /** Since when nobody has worked in it. */
  readonly idleSince?: number | null;
  /** The order that is about to end it already. */
  readonly orderId?: number | null;
}

export function logoffTargetOf(row: LiveRow, operatorId: number | null, now: number): LogoffTarget {
  return {
    id: row.id,
    associateName: row.associateName,
    hostName: row.hostName,
    state: row.state,
    kind: row.kind,
    loggedOnAt: row.loggedOnAt,
    isYou: operatorId !== null && row.operatorId === operatorId,
    isProtected: row.isProtected,
    isStale: isRowStale(row, now),
    reportedAt: row.reportedAt,
    idleSince: row.state === "active" ? null : row.stateSince,
    orderId: row.orderId,
  };
}

export interface ExcludedTarget {
  readonly target: LogoffTarget;
  readonly why: string;
}

/** Who would be logged off, who is working, who has to be waited for, and who stays. */
export interface LogoffPlan {
  readonly hit: readonly LogoffTarget[];
  /** Everyone in the group, dropped or not: a dropped row stays where it can be taken back. */
  readonly active: readonly LogoffTarget[];
  readonly offline: readonly LogoffTarget[];
  readonly rest: readonly LogoffTarget[];
  readonly excluded: readonly ExcludedTarget[];
  readonly people: number;
  readonly hosts: number;
}

export function planLogoff(targets: readonly LogoffTarget[], dropped: ReadonlySet<string>): LogoffPlan {
  const excluded = targets.flatMap((target) => {
    const why = exclusion(target);
    return why === null ? [] : [{ target, why }];
  });
  const open = targets.filter((target) => exclusion(target) === null);
  const hit = open.filter(({ id }) => !dropped.has(id));
  return {
    hit,
    active: open.filter((target) => !target.isStale && target.state === "active"),
    offline: open.filter((target) => target.isStale),
    rest: open.filter((target) => !target.isStale && target.state !== "active"),
    excluded,
    people: new Set(hit.map(({ associateName }) => associateName)).size,
    hosts: new Set(hit.map(({ hostName }) => hostName)).size,
  };
}

function exclusion(target: LogoffTarget): string | null {
  if (target.isYou) return "this is you";
  return target.isProtected ? "protected: never logged off by one operator alone" : null;
}

/** Above so many, the number is typed. */
export const CONFIRM_ABOVE = 25;

/** A bar per target, in the form of its state, so that the size of it all is seen. */
export interface LogoffUnit {
  readonly look: "active" | "idle" | "locked" | "disconnected" | "offline" | "out";
  readonly count: number;
}

export function logoffUnits(plan: LogoffPlan, all: number): readonly LogoffUnit[] {
  const live = plan.hit.filter((target) => !target.isStale);
  const inState = (...states: LiveState[]) => live.filter(({ state }) => states.includes(state)).length;
  return [
    { look: "active", count: inState("active") },
    { look: "idle", count: inState("idle") },
    { look: "locked", count: inState("locked") },
    { look: "disconnected", count: inState("disconnected", "closing") },
    { look: "offline", count: plan.hit.length - live.length },
    { look: "out", count: all - plan.hit.length },
  ];
}
