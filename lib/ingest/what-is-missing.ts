import { logOfChannel } from "./audit-ids";
import type { WindowsRecord } from "./windows-record";

/** Nothing can be paired by these without the id of the logon. */
const PAIRED_BY_ID = new Set([4624, 4634, 4647]);

/** A pipeline that dropped the very field that counts must not pass for one that tells of a logon. */
export function whatIsMissing({
  channel,
  eventId,
  text,
}: Pick<WindowsRecord, "channel" | "eventId" | "text">): string | null {
  if (!PAIRED_BY_ID.has(eventId) || logOfChannel(channel) !== "Security") return null;
  return text("TargetLogonId") === null
    ? `TargetLogonId is missing: a ${eventId} says nothing without it`
    : null;
}
