import type { RecordedSession } from "@/lib/domain/recorded-session";

/**
 * Sessions as one text. What a page hands to a component of the browser is walked through field by field, twice on the server
 * and once in the browser; a text is copied.
 */
export type PackedSessions = string;

/** For a timeline: the records of an ending are the table's and the drawer's to tell. */
export function packSessions(sessions: readonly RecordedSession[]): PackedSessions {
  return JSON.stringify(
    sessions.map((session) => ({ ...session, ending: { ...session.ending, records: [] } })),
  );
}

export function unpackSessions(packed: PackedSessions): readonly RecordedSession[] {
  return JSON.parse(packed) as RecordedSession[];
}
