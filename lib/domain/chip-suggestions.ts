import { LIVE_STATES, SESSION_KINDS } from "./live-session";
import { parseSessionQuery, type QueryTerm, splitQuery, unquoted } from "./session-query";

/** A value that a chip could have, and how many live sessions it stands for. */
export interface ChipValue {
  readonly value: string;
  readonly about: string;
  readonly sessions: number;
}

export interface Suggestion {
  /** What replaces the piece that is being typed. */
  readonly text: string;
  /** What it means, in a word or two. */
  readonly about: string;
  /** A key alone is not yet a chip: its value comes next. */
  readonly isWhole: boolean;
}

/** The keys whose values only the server knows. */
export const ASKED_KEYS = ["host", "group", "associate"] as const;
export type AskedKey = (typeof ASKED_KEYS)[number];

const KEYS = [
  ["state", "active, idle, locked…"],
  ["idle", "for how long nobody has worked"],
  ["host", "name of a host, * for any text"],
  ["group", "of the associate or the host"],
  ["associate", "one person"],
  ["kind", "console, remote, ssh…"],
  ["on", "for how long logged on"],
  ["stale", "whose host is silent"],
] as const;

const SAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  state: LIVE_STATES.map((state) => [state, ""]),
  kind: SESSION_KINDS.map((kind) => [kind, kind === "remote" ? "RDP" : ""]),
  stale: [
    ["yes", "silent for over 60 s"],
    ["no", "reported lately"],
  ],
  idle: [
    [">30m", "over half an hour"],
    [">2h", "over two hours"],
    [">8h", "over eight hours"],
    ["<5m", "under five minutes"],
  ],
  on: [
    [">24h", "over a day"],
    [">8h", "over eight hours"],
    ["<1h", "under an hour"],
  ],
};

export interface TypedPiece {
  /** What stands before it and stays. */
  readonly before: string;
  readonly key: string | null;
  readonly value: string;
}

/** The piece that the cursor is behind: `idle:>2h host:ts` is completed at `host:ts`. */
export function typedPiece(text: string): TypedPiece {
  const piece = /\s$/.test(text) ? "" : (splitQuery(text).at(-1) ?? "");
  const open = piece.endsWith('"') && !text.endsWith('"') ? piece.slice(0, -1) : piece;
  const before = text.slice(0, text.length - open.length);
  const colon = open.indexOf(":");
  const key = colon > 0 ? open.slice(0, colon).toLowerCase() : null;
  return { before, key, value: key === null ? open : unquoted(open.slice(colon + 1)) };
}

export function askedKeyOf({ key }: TypedPiece): AskedKey | null {
  return ASKED_KEYS.find((asked) => asked === key) ?? null;
}

/** What the piece may become; `values` are the server's, for the keys that it is asked for. */
export function suggestChips(piece: TypedPiece, values: readonly ChipValue[]): readonly Suggestion[] {
  if (piece.key === null) {
    return KEYS.filter(([key]) => key.startsWith(piece.value.toLowerCase())).map(([key, about]) => ({
      text: `${key}:`,
      about,
      isWhole: false,
    }));
  }
  const { key } = piece;
  if (askedKeyOf(piece)) {
    return values.map(({ value, about, sessions }) => ({
      text: `${key}:${quoted(value)}`,
      about: [about, `${sessions} on`].filter(Boolean).join(" · "),
      isWhole: true,
    }));
  }
  return (SAMPLES[key] ?? [])
    .filter(([value]) => value.startsWith(piece.value.toLowerCase()))
    .map(([value, about]) => ({ text: `${key}:${value}`, about, isWhole: true }));
}

/** Why what is typed would not be understood; null while it is, or is only half there. */
export function typedFault(text: string): string | null {
  const { key, value } = typedPiece(text);
  if (key !== null && value === "" && KEYS.some(([known]) => known === key)) return null;
  const wrong = parseSessionQuery(text).terms.find(isUnknown);
  return wrong?.because ?? null;
}

function isUnknown(term: QueryTerm): term is Extract<QueryTerm, { kind: "unknown" }> {
  return term.kind === "unknown";
}

function quoted(value: string): string {
  return /[\s,]/.test(value) ? `"${unquoted(value)}"` : unquoted(value);
}
