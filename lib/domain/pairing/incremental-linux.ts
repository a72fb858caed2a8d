import { type AuditEvent, LOGIND, type LogName, WTMP } from "../audit-event";
import { groupBy } from "./group-by";
import { type Entity, earliest, latest } from "./incremental-entity";
import { nameKey } from "./person";

/** logind and wtmp write one logon within half of this. */
const ONE_LOGON_MS = 20_000;

export function linuxEntities(logs: ReadonlyMap<LogName, readonly AuditEvent[]>): Entity[] {
  const told = [...(logs.get("logind") ?? []), ...(logs.get("samba") ?? [])].filter(
    ({ eventId }) => eventId !== LOGIND.BOOT && eventId !== LOGIND.SHUTDOWN,
  );
  const sessions = [...groupBy(told, (event) => event.logonId ?? event.sessionId)].flatMap(([id, events]) =>
    id === null
      ? []
      : [
          linuxEntity(
            id,
            events,
            events.some(({ eventId }) => eventId === LOGIND.SESSION_REMOVED),
          ),
        ],
  );
  return [...sessions, ...lineEntities(logs.get("wtmp") ?? [])];
}

function lineEntities(events: readonly AuditEvent[]): Entity[] {
  const found: Entity[] = [];
  const open = new Map<string, AuditEvent[]>();
  const close = (line: string, isEnded: boolean) => {
    const held = open.get(line);
    if (held?.[0]) found.push(linuxEntity(`${line}@${held[0].at}`, held, isEnded));
    open.delete(line);
  };
  for (const event of events) {
    if (event.eventId === WTMP.RUN_LEVEL && event.userName === "shutdown") {
      for (const line of [...open.keys()]) close(line, false);
    }
    const line = event.sessionId;
    if (line === null) continue;
    if (event.eventId === WTMP.USER_PROCESS) {
      close(line, true);
      open.set(line, [event]);
    } else if (event.eventId === WTMP.DEAD_PROCESS) {
      open.get(line)?.push(event);
      close(line, true);
    }
  }
  for (const line of [...open.keys()]) close(line, false);
  return found;
}

interface LinuxEntity extends Entity {
  /** Of everybody of whom it tells. */
  readonly names: ReadonlySet<string>;
  readonly startsAt: readonly number[];
}

function linuxEntity(key: string, events: readonly AuditEvent[], isClosed: boolean): LinuxEntity {
  const told = events.flatMap(({ userName }) => (userName === null ? [] : nameKey(userName)));
  const names = new Set(told.length > 0 ? told : [""]);
  const startsAt = events.filter(isStart).map(({ at }) => at);
  return {
    events,
    lastAt: latest(events),
    isClosed,
    sessionKey: key,
    isOpenToOrphans: false,
    names,
    startsAt: startsAt.length > 0 ? startsAt : [earliest(events)],
    companions(all) {
      return all.filter(
        (other) =>
          "names" in other &&
          [...names].some((name) => (other as LinuxEntity).names.has(name)) &&
          (other as LinuxEntity).startsAt.some((at) =>
            this.startsAt.some((own) => Math.abs(at - own) <= ONE_LOGON_MS),
          ),
      );
    },
  };
}

function isStart({ log, eventId }: AuditEvent): boolean {
  return eventId === (log === "wtmp" ? WTMP.USER_PROCESS : LOGIND.SESSION_NEW);
}
