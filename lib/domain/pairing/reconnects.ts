import type { AuditEvent } from "../audit-event";
import { groupBy } from "./group-by";
import { countWhere } from "./last-where";
import { nameKey } from "./person";
import type { Placed } from "./trace";

/** Who reconnected when: 4778 in record order, LocalSessionManager's 25 by time. */
export class Reconnects {
  readonly #security: ReadonlyMap<string, readonly Placed[]>;
  readonly #manager: ReadonlyMap<string, readonly AuditEvent[]>;

  constructor(security: readonly AuditEvent[], manager: readonly AuditEvent[]) {
    const placed = security.flatMap((event, index) => (event.eventId === 4778 ? [{ event, index }] : []));
    this.#security = groupBy(placed, ({ event }) => nameKey(event.userName ?? ""));
    this.#manager = groupBy(
      manager.filter((event) => event.eventId === 25).sort((a, b) => a.at - b.at),
      (event) => nameKey(event.userName ?? ""),
    );
  }

  /** Whether, soon after a logon that was itself never reconnected, its user came back to a session. */
  follow(logon: Placed, withinMs: number): boolean {
    const name = nameKey(logon.event.userName ?? "");
    const until = logon.event.at + withinMs;
    const security = this.#security.get(name) ?? [];
    const later = security[countWhere(security, ({ index }) => index <= logon.index)]?.event;
    if (later && later.at <= until) return true;
    const manager = this.#manager.get(name) ?? [];
    const notice = manager[countWhere(manager, (event) => event.at < logon.event.at - 1000)];
    return notice !== undefined && notice.at <= until;
  }
}
