import type { RawFields } from "../log-reader";
import { rawLeaves } from "../raw-fields";
import type { LogFormat } from "../report";
import { standInRecordId } from "../stand-in-record-id";
import { whatIsMissing } from "../what-is-missing";
import type { WindowsRecord } from "../windows-record";
import { wholeNumber, written } from "./fields";

export interface JsonRecord extends WindowsRecord {
  readonly kind: "record";
  readonly dialect: LogFormat;
  readonly isZoneAssumed: boolean;
  /** It bears no record id: its place is that of its time. */
  readonly isPlaceAssumed: boolean;
  raw(): RawFields;
}

export interface JsonReject {
  readonly kind: "reject";
  readonly reason: string;
}

/** What a dialect's record says, before it is judged. */
export interface Told {
  readonly dialect: LogFormat;
  readonly channel: unknown;
  readonly provider: unknown;
  readonly computer: unknown;
  readonly eventId: unknown;
  readonly recordId: unknown;
  readonly time: { readonly at: number; readonly isZoneAssumed: boolean } | null;
  readonly text: (name: string) => string | null;
  /** The whole record as it came. */
  readonly source: unknown;
}

/** What the dialect calls them. */
export interface Names {
  readonly channel: string;
  readonly eventId: string;
  readonly recordId: string;
  readonly time: string;
}

export function jsonRecord(told: Told, names: Names): JsonRecord | JsonReject {
  const { text, source, time } = told;
  const channel = written(told.channel);
  if (channel === null) return reject(`${names.channel} is missing`);
  const eventId = wholeNumber(told.eventId);
  if (eventId === null) return reject(`${names.eventId} is no number`);
  const isPlaceAssumed = told.recordId === undefined || told.recordId === null;
  const recordId = isPlaceAssumed ? -1 : wholeNumber(told.recordId);
  if (recordId === null) return reject(`${names.recordId} is no number`);
  if (time === null) return reject(`${names.time} is no time`);
  const { at, isZoneAssumed } = time;
  const missing = whatIsMissing({ channel, eventId, text });
  if (missing !== null) return reject(missing);
  return {
    kind: "record",
    dialect: told.dialect,
    channel,
    provider: written(told.provider),
    computer: written(told.computer),
    eventId,
    recordId: isPlaceAssumed ? standInRecordId({ at, eventId, text }) : recordId,
    at,
    isZoneAssumed,
    isPlaceAssumed,
    text,
    fields: () => Object.entries(rawLeaves(source)),
    raw: () => rawLeaves(source),
  };
}

export function reject(reason: string): JsonReject {
  return { kind: "reject", reason };
}
