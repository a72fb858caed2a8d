import { fromWritten } from "../instant";

export interface TimeTold {
  readonly at: number;
  readonly isZoneAssumed: boolean;
}

/** An instant as text; without a zone it is taken as UTC, or as the offset says. */
export function timeIn(text: string | null, utcOffsetMinutes: number | null): TimeTold | null {
  const time = text === null ? null : fromWritten(text);
  if (time === null) return null;
  if (time.hasZone) return { at: time.at, isZoneAssumed: false };
  return { at: time.at - (utcOffsetMinutes ?? 0) * 60_000, isZoneAssumed: utcOffsetMinutes === null };
}
