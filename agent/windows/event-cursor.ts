import * as z from "zod/mini";
import type { LogExtent } from "./event-logs";

/** The logs that tell of sessions, in the order in which they are read; by the path that Windows knows each by. */
export const CHANNELS = {
  System: "System",
  LocalSessionManager: "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
  Security: "Security",
} as const;
export type ChannelLog = keyof typeof CHANNELS;
export const CHANNEL_LOGS = Object.keys(CHANNELS) as ChannelLog[];

/** How far one log was read. */
export interface LogPosition {
  /** Of the last event that was taken, as Windows wrote it. */
  readonly bookmark: string | null;
  /** No record below this number was left unread, whether it told of a session or not. */
  readonly seen: number;
  /** Of the last event that was taken. */
  readonly at: number | null;
}

const position = z.object({ bookmark: z.nullable(z.string()), seen: z.int(), at: z.nullable(z.number()) });
const cursorSchema = z.object({
  logs: z.record(z.string(), position),
  /** The last hint that was told. */
  hint: z.int(),
});

export interface EventCursor {
  readonly logs: Readonly<Record<string, LogPosition>>;
  readonly hint: number;
}

const BEGINNING: EventCursor = { logs: {}, hint: 0 };
const UNREAD: LogPosition = { bookmark: null, seen: 0, at: null };

/** Null, and what is no cursor of ours, is the beginning: the gateway knows what it has had already. */
export function parseCursor(text: string | null): EventCursor {
  if (text === null) return BEGINNING;
  try {
    const parsed = cursorSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : BEGINNING;
  } catch {
    return BEGINNING;
  }
}

export function positionIn(cursor: EventCursor, log: ChannelLog): LogPosition {
  return cursor.logs[log] ?? UNREAD;
}

/** The record that a bookmark names: `<Bookmark Channel='Security' RecordId='4711' IsCurrent='true'/>`. */
export function bookmarkedRecord(bookmark: string): number | null {
  const written = /\bRecordId\s*=\s*["'](\d{1,15})["']/.exec(bookmark)?.[1];
  return written === undefined ? null : Number(written);
}

export type Resumption =
  | { readonly kind: "beginning" }
  | { readonly kind: "after"; readonly bookmark: string }
  /** The log has dropped so many records, from this one on, before they were read. */
  | { readonly kind: "gap"; readonly from: number; readonly count: number }
  /** Its numbers begin anew: it is another log. */
  | { readonly kind: "restarted" };

/** Where reading goes on, given what the log still holds. */
export function resume({ bookmark, seen }: LogPosition, { oldest, next }: LogExtent): Resumption {
  const taken = bookmark === null ? null : bookmarkedRecord(bookmark);
  const unread = Math.max(seen, taken === null ? 0 : taken + 1);
  if (unread === 0) return { kind: "beginning" };
  // An empty log says nothing of its numbers.
  if (next > oldest && next < unread) return { kind: "restarted" };
  if (next > oldest && oldest > unread) return { kind: "gap", from: unread, count: oldest - unread };
  if (bookmark === null || taken === null || oldest > taken) return { kind: "beginning" };
  return { kind: "after", bookmark };
}
