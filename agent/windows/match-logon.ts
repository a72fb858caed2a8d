import type { LogonSession } from "./logon-layout";
import type { Station } from "./wts";

/** 2 console, 10 remote, 11 and 12 the same with cached credentials: what opens a session. Unlocks do not. */
const OPENING = new Set([2, 10, 11, 12]);

/** The two logons of an administrator's split token are written in one instant. */
const ONE_INSTANT_MS = 1_000;

/** Whose a session is, as far as the logons of the host say it beyond doubt. */
export interface MatchedLogon {
  readonly sid: string;
  /** The LUIDs that the audit log may mean: one, or the two of a split token. */
  readonly logonIds: readonly string[];
  readonly isRemote: boolean;
  readonly loggedOnAt: number | null;
}

/**
 * The logon behind a session: of the same session number and the same name, and nearest to when the session began, for
 * reconnections write logons of their own. Where the name fits two accounts nobody is named: a guess could end somebody
 * else's session.
 */
export function matchLogon(
  station: Pick<Station, "sessionId" | "userName" | "domain">,
  startedAt: number | null,
  logons: readonly LogonSession[],
): MatchedLogon | null {
  const named = logons.filter(
    (logon) => logon.sessionId === station.sessionId && isSame(logon.userName, station.userName),
  );
  const inDomain = named.filter((logon) => isSame(logon.domain, station.domain));
  const found = inDomain.length > 0 ? inDomain : named;
  const [first] = found;
  if (!first || found.some(({ sid }) => sid !== first.sid)) return null;
  const opening = found.filter(({ logonType }) => OPENING.has(logonType)).sort(byAge);
  const distance = (logon: LogonSession) => Math.abs((logon.loggedOnAt ?? 0) - (startedAt ?? 0));
  const nearest = startedAt === null ? opening[0] : [...opening].sort((a, b) => distance(a) - distance(b))[0];
  if (!nearest) return { sid: first.sid, logonIds: [], isRemote: false, loggedOnAt: null };
  const near = opening.filter((logon) => Math.abs(byAge(logon, nearest)) <= ONE_INSTANT_MS);
  return {
    sid: first.sid,
    logonIds: near.map(({ logonId }) => logonId),
    isRemote: nearest.logonType === 10 || nearest.logonType === 12,
    loggedOnAt: nearest.loggedOnAt,
  };
}

function byAge(a: LogonSession, b: LogonSession): number {
  return (a.loggedOnAt ?? 0) - (b.loggedOnAt ?? 0);
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
