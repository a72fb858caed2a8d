import type { AuditEvent } from "../../audit-event";
import { referenceSessions } from "./reference-model";

const ONE_START_MS = 2000;

/** A host whose one log records no start: an id that is given to a person again proves one. */
export function referenceHost(log: readonly AuditEvent[]) {
  const boots = referenceBoots(log);
  return boots.flatMap((boot, i) =>
    referenceSessions(boot, boots[i + 1]?.[0]?.at ?? null).map((session) => ({
      boot: String(i),
      ...session,
    })),
  );
}

function referenceBoots(log: readonly AuditEvent[]): AuditEvent[][] {
  const boots: AuditEvent[][] = [];
  for (const e of log) {
    const boot = boots.at(-1);
    if (boot && !provesStart(boot, e)) boot.push(e);
    else boots.push([e]);
  }
  return boots;
}

function provesStart(boot: readonly AuditEvent[], e: AuditEvent): boolean {
  if (!isLogon(e)) return false;
  const before = boot.findLast((o) => isLogon(o) && o.logonId === e.logonId);
  if (!before) return false;
  const isOver = boot.some(
    (o) =>
      (o.eventId === 4634 || o.eventId === 4647) && o.logonId === e.logonId && o.recordId > before.recordId,
  );
  return isOver || Math.abs(e.at - before.at) > ONE_START_MS;
}

function isLogon(e: AuditEvent): boolean {
  return e.eventId === 4624 && e.logonType !== 3;
}
