import { type AuditEvent, WTMP } from "../audit-event";
import type { Ending, PairedSession } from "../ending";
import { exactly, lostBetween, refOf } from "./endings";
import type { Leftover } from "./leftover";
import { leftoverFacts } from "./leftover-facts";
import { type LinuxBounds, type LinuxPairing, linuxEnding } from "./pair-logind";

/** As last(1) pairs, in its words: normal, down, crash, gone. A session goes by its line and its start. */
export function pairWtmp(events: readonly AuditEvent[], bounds: LinuxBounds): LinuxPairing {
  const open = new Map<string, AuditEvent>();
  const used = new Set<string>();
  const sessions: PairedSession[] = [];
  const leftovers: Leftover[] = [];
  const end = (start: AuditEvent, ending: Ending) => sessions.push(sessionOf(start, ending, bounds.boot));

  for (const event of events) {
    if (event.eventId === WTMP.RUN_LEVEL && event.userName === "shutdown") {
      for (const start of open.values()) end(start, linuxEnding(event, bounds));
      open.clear();
    }
    const line = event.sessionId;
    if (line === null) continue;
    const before = open.get(line);
    if (event.eventId === WTMP.USER_PROCESS) {
      if (used.has(keyOf(event))) {
        const because = "the line was taken already at this time";
        leftovers.push({ kind: "repeated_logon", ...leftoverFacts(bounds.boot, [event], because) });
        continue;
      }
      if (before) {
        end(before, lostBetween(before.at, event.at, "wtmp: gone, the line was taken again", [event]));
      }
      used.add(keyOf(event));
      open.set(line, event);
    } else if (event.eventId === WTMP.DEAD_PROCESS) {
      if (before) end(before, exactly("logged_off", event.at, "wtmp: normal, the line was left", [event]));
      else {
        const because = "the line was left, but not taken before";
        leftovers.push({ kind: "orphan_end", ...leftoverFacts(bounds.boot, [event], because) });
      }
      open.delete(line);
    }
  }
  for (const start of open.values()) end(start, linuxEnding(null, bounds));
  return { sessions, leftovers };
}

function sessionOf(start: AuditEvent, ending: Ending, boot: string): PairedSession {
  return {
    boot,
    logonId: keyOf(start),
    linkedLogonId: null,
    sessionId: start.sessionId,
    sid: start.sid,
    userName: start.userName,
    domainName: start.domainName,
    logonType: null,
    address: start.address,
    startedAt: start.at,
    startedBefore: null,
    startRecord: refOf(start),
    ending,
    segments: [],
    clockStepSeconds: 0,
    destroyedAt: null,
  };
}

function keyOf(start: AuditEvent): string {
  return `${start.sessionId}@${start.at}`;
}
