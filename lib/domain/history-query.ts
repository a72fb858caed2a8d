import type { Confidence, EndingKind } from "./ending";
import {
  clipped,
  MAX_QUERY_LENGTH,
  MAX_STARS,
  MAX_TERMS,
  MAX_VALUE_LENGTH,
  queryValues,
  splitQuery,
  starsIn,
  unquoted,
} from "./session-query";

/** One word or chip of a history query, as it was written, and what it means. */
export type HistoryTerm =
  | { readonly kind: "word"; readonly text: string; readonly word: string }
  | { readonly kind: "host"; readonly text: string; readonly globs: readonly string[] }
  | { readonly kind: "group"; readonly text: string; readonly globs: readonly string[] }
  | {
      readonly kind: "associate";
      readonly text: string;
      readonly ids: readonly number[];
      readonly globs: readonly string[];
    }
  | { readonly kind: "ended"; readonly text: string; readonly endings: readonly EndingKind[] }
  | { readonly kind: "sure"; readonly text: string; readonly confidences: readonly Confidence[] }
  /** Forced by an order: any, none, or these. */
  | { readonly kind: "order"; readonly text: string; readonly is: boolean; readonly ids: readonly number[] }
  /** Still on at `from` or begun after it; begun before `until`. Epoch milliseconds. */
  | { readonly kind: "from"; readonly text: string; readonly at: number }
  | { readonly kind: "until"; readonly text: string; readonly at: number }
  | { readonly kind: "unknown"; readonly text: string; readonly because: string };

export interface HistoryQuery {
  readonly terms: readonly HistoryTerm[];
  /** What of the text was left out, in words. */
  readonly cut: string | null;
}

const ENDINGS = [
  "logged_off",
  "destroyed",
  "notified",
  "shut_down",
  "suspended",
  "crashed",
  "lost",
  "open",
] as const satisfies readonly EndingKind[];
const CONFIDENCES = ["exact", "high", "interval", "low", "open"] as const satisfies readonly Confidence[];
const LARGEST_ID = 2_147_483_647;
const DAY_MS = 86_400_000;

/** The instant of a wall clock reading that is written as if it were UTC. */
export type InstantOf = (wall: number) => number;

/** Any text gives a query: what is not understood becomes a term that says why. */
export function parseHistoryQuery(text: string, instantOf: InstantOf): HistoryQuery {
  const pieces = splitQuery(text.slice(0, MAX_QUERY_LENGTH));
  const terms = pieces.slice(0, MAX_TERMS).map((piece) => parseTerm(piece, instantOf));
  if (pieces.length > MAX_TERMS)
    return { terms, cut: `only the first ${MAX_TERMS} chips and words are used` };
  const isLong = text.length > MAX_QUERY_LENGTH;
  return { terms, cut: isLong ? `only the first ${MAX_QUERY_LENGTH} characters are used` : null };
}

/** As the address holds it: instants absolute, whatever zone they were typed in. */
export function historyQueryText(query: HistoryQuery): string {
  return query.terms
    .map((term) =>
      term.kind === "from" || term.kind === "until" ? `${term.kind}:${instantText(term.at)}` : term.text,
    )
    .join(" ");
}

export function withoutHistoryTerm(query: HistoryQuery, index: number): HistoryQuery {
  return { terms: query.terms.filter((_, i) => i !== index), cut: null };
}

/** Chips of one such kind add up; words and bounds narrow. */
export function isHistoryAlternative(term: HistoryTerm): boolean {
  return ["host", "group", "associate", "ended", "sure", "order"].includes(term.kind);
}

/** The stretch of time that the bounds leave; null where they leave it open. */
export function historyBounds(query: HistoryQuery): {
  readonly from: number | null;
  readonly until: number | null;
} {
  const of = (kind: "from" | "until") =>
    query.terms.flatMap((term) => (term.kind === kind && "at" in term ? [term.at] : []));
  const [froms, untils] = [of("from"), of("until")];
  return {
    from: froms.length > 0 ? Math.max(...froms) : null,
    until: untils.length > 0 ? Math.min(...untils) : null,
  };
}

function parseTerm(text: string, instantOf: InstantOf): HistoryTerm {
  const colon = text.indexOf(":");
  const key = colon > 0 ? text.slice(0, colon).toLowerCase() : "";
  if (text.startsWith('"') || !/^[a-z]+$/.test(key)) return wordTerm(text);
  const value = unquoted(text.slice(colon + 1)).trim();
  if (value === "" && CHIPS.has(key)) return unknown(text, `${key}: has no value`);
  const parse = CHIPS.get(key);
  return parse ? parse(text, value, instantOf) : unknown(text, `there is no chip “${clipped(key)}” here`);
}

type ChipParser = (text: string, value: string, instantOf: InstantOf) => HistoryTerm;

const CHIPS: ReadonlyMap<string, ChipParser> = new Map<string, ChipParser>([
  ["host", (text, value) => globTerm("host", text, value)],
  ["group", (text, value) => globTerm("group", text, value)],
  ["associate", associateTerm],
  [
    "ended",
    (text, value) =>
      choice(text, value.replaceAll("-", "_"), ENDINGS, (endings) => ({ kind: "ended", text, endings })),
  ],
  [
    "sure",
    (text, value) => choice(text, value, CONFIDENCES, (confidences) => ({ kind: "sure", text, confidences })),
  ],
  ["order", orderTerm],
  ["from", (text, value, instantOf) => boundTerm("from", text, value, instantOf)],
  ["until", (text, value, instantOf) => boundTerm("until", text, value, instantOf)],
]);

function wordTerm(text: string): HistoryTerm {
  const word = unquoted(text).trim();
  if (word === "") return unknown(text, "there is nothing to look for");
  const wrong = tooMuch([word]);
  return wrong ? unknown(text, wrong) : { kind: "word", text, word };
}

function globTerm(kind: "host" | "group", text: string, value: string): HistoryTerm {
  const globs = queryValues(value);
  const wrong = globs.length === 0 ? `${kind}: has no value` : tooMuch(globs);
  return wrong ? unknown(text, wrong) : { kind, text, globs };
}

/** By number, by handle, by name or by account. */
function associateTerm(text: string, value: string): HistoryTerm {
  const parts = queryValues(value);
  const ids = parts.filter((part) => /^[0-9]+$/.test(part)).map(Number);
  const globs = parts.filter((part) => !/^[0-9]+$/.test(part));
  const wrong = parts.length === 0 ? "associate: has no value" : (badId(ids) ?? tooMuch(globs));
  return wrong ? unknown(text, wrong) : { kind: "associate", text, ids, globs };
}

function orderTerm(text: string, value: string): HistoryTerm {
  const said = value.toLowerCase();
  if (said === "yes" || said === "no") return { kind: "order", text, is: said === "yes", ids: [] };
  const ids = queryValues(value).map((part) => (/^[0-9]{1,10}$/.test(part) ? Number(part) : Number.NaN));
  if (ids.length === 0 || badId(ids)) return unknown(text, "written as order:yes, order:no or order:1042");
  return { kind: "order", text, is: true, ids };
}

function choice<T extends string>(
  text: string,
  value: string,
  choices: readonly T[],
  make: (found: T[]) => HistoryTerm,
): HistoryTerm {
  const parts = queryValues(value).map((part) => part.toLowerCase());
  const strange = parts.find((part) => !choices.includes(part as T));
  if (strange !== undefined)
    return unknown(text, `“${clipped(strange)}” is not one of ${choices.join(", ")}`);
  return parts.length > 0
    ? make(choices.filter((one) => parts.includes(one)))
    : unknown(text, `give one of ${choices.join(", ")}`);
}

/** `2026-11-19`, `2026-11-19T14:05`, or the same with a Z for an absolute instant. */
function boundTerm(kind: "from" | "until", text: string, value: string, instantOf: InstantOf): HistoryTerm {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(Z?))?$/i.exec(value);
  const day = Date.parse(`${found?.[1]}T00:00:00Z`);
  const [hour, minute] = [Number(found?.[2] ?? 0), Number(found?.[3] ?? 0)];
  const isDate = Number.isFinite(day) && new Date(day).toISOString().slice(0, 10) === found?.[1];
  if (!found || !isDate || hour > 23 || minute > 59) {
    return unknown(text, `written as ${kind}:2026-11-19 or ${kind}:2026-11-19T14:05`);
  }
  const isWholeDay = found[2] === undefined;
  // A day that is named as the end is inside.
  const wall = day + hour * 3_600_000 + minute * 60_000 + (kind === "until" && isWholeDay ? DAY_MS : 0);
  return { kind, text, at: found[4] ? wall : instantOf(wall) };
}

function instantText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

function badId(ids: readonly number[]): string | null {
  return ids.some((id) => !(id >= 1 && id <= LARGEST_ID)) ? "a number like that names nothing" : null;
}

function tooMuch(globs: readonly string[]): string | null {
  if (globs.some((glob) => glob.length > MAX_VALUE_LENGTH))
    return `longer than ${MAX_VALUE_LENGTH} characters`;
  return globs.some((glob) => starsIn(glob) > MAX_STARS) ? `more than ${MAX_STARS} stars` : null;
}

function unknown(text: string, because: string): HistoryTerm {
  return { kind: "unknown", text: text.length > 200 ? `${text.slice(0, 199)}…` : text, because };
}
