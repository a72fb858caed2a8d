import { type AuditEvent, SENS } from "../audit-event";
import { groupBy } from "./group-by";
import { countWhere } from "./last-where";
import { isSamePerson, type Named, nameKey } from "./person";
import { byTime } from "./record-order";
import { destructionOf, filteredIdOf, identityOf, startOf, type Trace, userLogoffOf } from "./trace";

export interface Ambiguous {
  readonly event: AuditEvent;
  readonly candidates: readonly string[];
}

const EARLY_MS = 2000;
const LATE_MS = 60_000;
/** So many sessions of one name are ambiguous anyway. */
const LOOK_BACK = 64;

interface Bearer {
  readonly trace: Trace;
  readonly person: Named;
  readonly startAt: number;
}

/** SENS names a user and no session: believed where only one session can be meant, kept as a hint otherwise. */
export function placeHints(events: readonly AuditEvent[], traces: readonly Trace[]): Ambiguous[] {
  const byName = groupBy(
    traces.flatMap((trace): Bearer[] => {
      const person = identityOf(trace);
      if (person.userName === null) return [];
      return [{ trace, person, startAt: startOf(trace)?.at ?? Number.NEGATIVE_INFINITY }];
    }),
    ({ person }) => nameKey(person.userName ?? ""),
  );
  for (const list of byName.values()) list.sort((a, b) => a.startAt - b.startAt);

  const ambiguous: Ambiguous[] = [];
  for (const event of [...events].sort(byTime)) {
    const list = byName.get(nameKey(event.userName ?? "")) ?? [];
    const end = countWhere(list, ({ startAt }) => startAt - EARLY_MS <= event.at);
    const alive = list
      .slice(Math.max(0, end - LOOK_BACK), end)
      .filter(({ trace, person }) => isSamePerson(person, event) && isAlive(trace, event.at));
    const [only] = alive;
    if (only && alive.length === 1) only.trace.hints.push(event);
    else ambiguous.push({ event, candidates: alive.map(({ trace }) => filteredIdOf(trace)).sort() });
  }
  return ambiguous;
}

function isAlive(trace: Trace, at: number): boolean {
  const end = (userLogoffOf(trace) ?? destructionOf(trace))?.event ?? trace.run?.ends[0];
  const hinted = trace.hints.find(({ eventId }) => eventId === SENS.LOGOFF);
  const until = end?.at ?? hinted?.at;
  return until === undefined || at <= until + LATE_MS;
}
