import type { OrderPreview, PreviewedSession } from "@/lib/domain/order-preview";

/** Above so many, the number is typed. */
export const CONFIRM_ABOVE = 25;

/** Who would be hit once the dropped rows are taken out of what the server has shown. */
export interface LogoffPlan {
  readonly sessions: number;
  readonly people: number;
  readonly hosts: number;
  /** Rows were dropped, and not everyone is listed here: people and hosts are at most so many. */
  readonly isAtMost: boolean;
  readonly active: readonly PreviewedSession[];
  readonly offline: readonly PreviewedSession[];
  readonly rest: readonly PreviewedSession[];
  readonly excluded: readonly PreviewedSession[];
  readonly dropped: number;
}

export function planLogoff(preview: OrderPreview, dropped: ReadonlySet<string>): LogoffPlan {
  const of = (group: PreviewedSession["group"]) => preview.rows.filter((one) => one.group === group);
  const open = preview.rows.filter((one) => one.group !== "excluded");
  const left = open.filter((one) => !dropped.has(one.row.id));
  const taken = open.length - left.length;
  const isWhole = open.length === preview.sessions;
  return {
    sessions: preview.sessions - taken,
    people: isWhole
      ? new Set(left.map(({ row }) => row.associateId ?? row.accountName)).size
      : preview.people,
    hosts: isWhole ? new Set(left.map(({ row }) => row.hostId)).size : preview.hosts,
    isAtMost: !isWhole && taken > 0,
    active: of("active"),
    offline: of("offline"),
    rest: of("rest"),
    excluded: of("excluded"),
    dropped: taken,
  };
}

/** A bar per target, in the form of its state, so that the size of it all is seen. */
export interface LogoffUnit {
  readonly look: "active" | "idle" | "locked" | "disconnected" | "offline" | "out";
  readonly count: number;
}

export function logoffUnits(preview: OrderPreview, dropped: ReadonlySet<string>): readonly LogoffUnit[] {
  const hit = preview.rows.filter((one) => one.group !== "excluded");
  const offline = hit.filter((one) => one.group === "offline");
  const without = (...states: string[]) =>
    hit.filter((one) => dropped.has(one.row.id) && states.includes(one.row.state)).length;
  const inState = (...states: string[]) => {
    const all = states.reduce((sum, state) => sum + (preview.byState[state] ?? 0), 0);
    const away = offline.filter((one) => states.includes(one.row.state) && !dropped.has(one.row.id)).length;
    return Math.max(0, all - without(...states) - away);
  };
  const droppedOffline = offline.filter((one) => dropped.has(one.row.id)).length;
  const taken = hit.filter((one) => dropped.has(one.row.id)).length;
  return [
    { look: "active", count: inState("active") },
    { look: "idle", count: inState("idle") },
    { look: "locked", count: inState("locked") },
    { look: "disconnected", count: inState("disconnected", "closing") },
    { look: "offline", count: preview.counts.offline - droppedOffline },
    { look: "out", count: preview.counts.excluded + taken },
  ];
}
