import type { LiveState, SessionKind } from "@/lib/domain/live-session";
import type { ReportedSession } from "@/lib/protocol/messages";
import type { MatchedLogon } from "./match-logon";
import type { SessionDetails } from "./session-layout";
import { STATION_STATE, type Station } from "./wts";

/** Without input for so long a session is idle, as Windows' own tools would show it. */
const IDLE_AFTER_MS = 10 * 60_000;

export interface SeenSession {
  readonly station: Station;
  readonly details: SessionDetails;
  readonly logon: MatchedLogon | null;
  /** The LUID, where it is beyond doubt. */
  readonly logonId: string | null;
  readonly clientName: string;
  readonly clientAddress: string;
}

/** Services, listeners and sessions at which nobody has logged on yet are nobody's. */
export function isOfSomebody({ userName, sessionId, state }: Station): boolean {
  return userName !== "" && sessionId !== 0 && state !== STATION_STATE.LISTEN;
}

/** Null while Windows does not say when it began: its logon is not finished. */
export function toReportedSession(seen: SeenSession, machineId: string): ReportedSession | null {
  const { station, details, logon, logonId, clientName, clientAddress } = seen;
  const loggedOnAt = details.loggedOnAt ?? logon?.loggedOnAt ?? null;
  if (loggedOnAt === null) return null;
  const kind = kindOf(seen);
  const isRemote = kind === "remote";
  return {
    sessionId: String(station.sessionId),
    logonId,
    kind,
    ...stateOf(details),
    account: {
      key: logon?.sid ?? nameKey(station, machineId),
      domain: station.domain.slice(0, 256),
      name: station.userName.slice(0, 256),
      displayName: station.userName.slice(0, 256),
    },
    loggedOnAt,
    line: station.station.slice(0, 64),
    clientName: isRemote ? clientName.slice(0, 256) : "",
    clientAddress: isRemote ? clientAddress.slice(0, 64) : "",
  };
}

/** An account whose SID nobody would tell: by its name on this machine alone, so that no fence of a SID ever fits it. */
function nameKey({ userName, domain }: Station, machineId: string): string {
  return `name:${domain}\\${userName}@${machineId}`.toLowerCase().slice(0, 200);
}

/** Where nobody is connected, how the session began must tell. */
function kindOf({ station, logon, clientName, clientAddress }: SeenSession): SessionKind {
  if (station.station.toLowerCase() === "console") return "console";
  if (station.station !== "") return "remote";
  return logon?.isRemote || clientName !== "" || clientAddress !== "" ? "remote" : "console";
}

function stateOf(details: SessionDetails): { state: LiveState; stateSince: number | null } {
  const { state, disconnectedAt, connectedAt, lastInputAt, now, isLocked } = details;
  switch (state) {
    case STATION_STATE.DISCONNECTED:
      return { state: "disconnected", stateSince: disconnectedAt };
    case STATION_STATE.RESET:
    case STATION_STATE.DOWN:
      return { state: "closing", stateSince: null };
  }
  if (isLocked) return { state: "locked", stateSince: null };
  const isIdle = lastInputAt !== null && now !== null && now - lastInputAt >= IDLE_AFTER_MS;
  return isIdle ? { state: "idle", stateSince: lastInputAt } : { state: "active", stateSince: connectedAt };
}
