import type { AuditEvent, LogName } from "../audit-event";
import type { PairedSession } from "../ending";
import { exactly } from "./endings";
import { groupBy } from "./group-by";
import { countWhere } from "./last-where";
import { type LinuxBounds, type LinuxPairing, pairLogind } from "./pair-logind";
import { pairWtmp } from "./pair-wtmp";
import { nameKey } from "./person";

/** logind and wtmp write one logon within this time. */
const ONE_LOGON_MS = 10_000;
/** Nobody has so many logons within that time. */
const LOOK_AHEAD = 256;

/** The sessions of one boot of a Linux host. What wtmp tells of a session that logind knows is its second witness. */
export function pairLinux(
  logs: ReadonlyMap<LogName, readonly AuditEvent[]>,
  bounds: LinuxBounds,
): LinuxPairing {
  const logind = pairLogind(logs.get("logind") ?? [], bounds);
  const samba = pairLogind(logs.get("samba") ?? [], bounds);
  const wtmp = pairWtmp(logs.get("wtmp") ?? [], bounds);
  const witnesses = groupBy(wtmp.sessions, (session) => nameKey(session.userName ?? ""));
  for (const list of witnesses.values()) list.sort((a, b) => startOf(a) - startOf(b));
  const used = new Set<PairedSession>();
  const sessions = logind.sessions.map((session) => {
    const list = witnesses.get(nameKey(session.userName ?? "")) ?? [];
    const from = countWhere(list, (other) => startOf(other) < startOf(session) - ONE_LOGON_MS);
    const witness = list
      .slice(from, from + LOOK_AHEAD)
      .find((other) => !used.has(other) && startOf(other) <= startOf(session) + ONE_LOGON_MS);
    if (!witness) return session;
    used.add(witness);
    return withWitness(session, witness);
  });
  return {
    sessions: [...sessions, ...samba.sessions, ...wtmp.sessions.filter((session) => !used.has(session))],
    leftovers: [...logind.leftovers, ...samba.leftovers, ...wtmp.leftovers],
  };
}

/** wtmp's own record of the end is surer than what is inferred from the boot. */
function withWitness(session: PairedSession, witness: PairedSession): PairedSession {
  const address = session.address ?? witness.address;
  if (session.ending.kind === "logged_off" || witness.ending.kind !== "logged_off")
    return { ...session, address };
  const { at, records } = witness.ending;
  const ending = { ...exactly("notified", at, "wtmp: normal, the line was left", []), records };
  return { ...session, address, ending };
}

function startOf(session: PairedSession): number {
  return session.startedAt ?? Number.NEGATIVE_INFINITY;
}
