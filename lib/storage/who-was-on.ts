import { presenceAt, type RecordedSession } from "@/lib/domain/recorded-session";
import type { Database } from "./database";
import {
  EARLIEST_SQL,
  LATEST_SQL,
  RECORDED_SESSION_SQL,
  type RecordedSessionRow,
  STARTED_SQL,
  toRecordedSession,
} from "./recorded-sessions";

export interface WhoWasOn {
  readonly certain: readonly RecordedSession[];
  /** People of whom no session is certain: the instant lies inside what their facts leave open. */
  readonly possible: readonly RecordedSession[];
  readonly isCut: boolean;
}

/** One query: whoever can have been there, told apart by what the facts bound. A person counts once. */
export async function whoWasOn(db: Database, hostId: number, at: Date, limit: number): Promise<WhoWasOn> {
  const { rows } = await db.pool.query<RecordedSessionRow>(
    `${RECORDED_SESSION_SQL}
     WHERE s.host_id = $1 AND ${EARLIEST_SQL} <= $2 AND ${LATEST_SQL} > $2
     ORDER BY ${STARTED_SQL} DESC, s.id DESC LIMIT $3`,
    [hostId, at, limit + 1],
  );
  const found = rows.slice(0, limit).map(toRecordedSession);
  const certain = new Map<string, RecordedSession>();
  const possible = new Map<string, RecordedSession>();
  for (const session of found) {
    const presence = presenceAt(session, at.getTime());
    const person = session.associateId === null ? session.accountName : `#${session.associateId}`;
    if (presence === "certain" && !certain.has(person)) certain.set(person, session);
    if (presence === "possible" && !possible.has(person)) possible.set(person, session);
  }
  for (const person of certain.keys()) possible.delete(person);
  return { certain: [...certain.values()], possible: [...possible.values()], isCut: rows.length > limit };
}
