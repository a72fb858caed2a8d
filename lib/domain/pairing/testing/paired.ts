import { pairHost } from "../pair-host";
import { lineOf, readTimeline } from "./timeline";

export const pairText = (text: string) => pairHost(readTimeline(text));

export const sessionLines = (text: string) => pairText(text).sessions.map(lineOf);

export const becauseLines = (text: string) =>
  pairText(text).sessions.map((session) => session.ending.because);

/** `unlock of 0x1`, `orphan_end`, … in the order of the leftovers. */
export const leftoverLines = (text: string) =>
  pairText(text).leftovers.map((left) => {
    if (left.kind === "excluded_logon") return `${left.reason} of ${left.belongsTo}`;
    return left.kind === "hint" ? `hint ${left.candidates.join(" ")}` : left.kind;
  });
