import { idleMs, isRowStale, type LiveRow } from "./live-row";
import { LIVE_STATES, type LiveState, SESSION_KINDS, type SessionKind } from "./live-session";

/** One word or chip of the query, as it was written, and what it means. */
export type QueryTerm =
  | { readonly kind: "word"; readonly text: string; readonly word: string }
  | { readonly kind: "state"; readonly text: string; readonly states: readonly LiveState[] }
  | { readonly kind: "host"; readonly text: string; readonly globs: readonly string[] }
  | { readonly kind: "group"; readonly text: string; readonly globs: readonly string[] }
  | { readonly kind: "kind"; readonly text: string; readonly kinds: readonly SessionKind[] }
  | { readonly kind: "associate"; readonly text: string; readonly ids: readonly number[] }
  | { readonly kind: "idle"; readonly text: string; readonly over: boolean; readonly ms: number }
  | { readonly kind: "on"; readonly text: string; readonly over: boolean; readonly ms: number }
  | { readonly kind: "stale"; readonly text: string; readonly stale: boolean }
  /** Not understood: it filters nothing, and says so where it stands. */
  | { readonly kind: "unknown"; readonly text: string; readonly because: string };

export interface SessionQuery {
  readonly terms: readonly QueryTerm[];
  /** What of the text was left out, in words. */
  readonly cut: string | null;
}

export const MAX_QUERY_LENGTH = 2_048;
export const MAX_TERMS = 24;
const MAX_VALUES = 20;
export const MAX_VALUE_LENGTH = 64;
export const MAX_STARS = 4;
const UNIT_MS = { s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Any text gives a query: what is not understood becomes a term that says why. */
export function parseSessionQuery(text: string): SessionQuery {
  const pieces = splitQuery(text.slice(0, MAX_QUERY_LENGTH));
  const terms = pieces.slice(0, MAX_TERMS).map(parseTerm);
  if (pieces.length > MAX_TERMS)
    return { terms, cut: `only the first ${MAX_TERMS} chips and words are used` };
  const isLong = text.length > MAX_QUERY_LENGTH;
  return { terms, cut: isLong ? `only the first ${MAX_QUERY_LENGTH} characters are used` : null };
}

/** The query as one writes it; parsing it again gives the same terms. */
export function sessionQueryText(query: SessionQuery): string {
  return query.terms.map((term) => term.text).join(" ");
}

export function withoutTerm(query: SessionQuery, index: number): SessionQuery {
  return { terms: query.terms.filter((_, i) => i !== index), cut: null };
}

/** Replaces the chips of that kind; null only takes them away. */
export function withChip(query: SessionQuery, kind: QueryTerm["kind"], text: string | null): SessionQuery {
  const kept = query.terms.filter((term) => term.kind !== kind);
  return { terms: text === null ? kept : [...kept, parseTerm(text)], cut: null };
}

function parseTerm(text: string): QueryTerm {
  const colon = text.indexOf(":");
  const key = colon > 0 ? text.slice(0, colon).toLowerCase() : "";
  if (text.startsWith('"') || !/^[a-z]+$/.test(key)) return wordTerm(text);
  const value = unquoted(text.slice(colon + 1));
  const parse = CHIPS.get(key);
  if (!parse) return unknown(text, `there is no chip “${clipped(key)}”`);
  if (value === "") return unknown(text, `${key}: has no value`);
  return parse(text, value);
}

function wordTerm(text: string): QueryTerm {
  const word = unquoted(text).trim();
  if (word === "") return unknown(text, "there is nothing to look for");
  if (word.length > MAX_VALUE_LENGTH) return unknown(text, `longer than ${MAX_VALUE_LENGTH} characters`);
  if (starsIn(word) > MAX_STARS) return unknown(text, `more than ${MAX_STARS} stars`);
  return { kind: "word", text, word };
}

const CHIPS: ReadonlyMap<string, (text: string, value: string) => QueryTerm> = new Map([
  [
    "state",
    (text, value) => chooseTerm(text, value, LIVE_STATES, (states) => ({ kind: "state", text, states })),
  ],
  [
    "kind",
    (text, value) => chooseTerm(text, value, SESSION_KINDS, (kinds) => ({ kind: "kind", text, kinds })),
  ],
  ["host", (text, value) => globTerm("host", text, value)],
  ["group", (text, value) => globTerm("group", text, value)],
  ["associate", associateTerm],
  ["idle", (text, value) => durationTerm("idle", text, value)],
  ["on", (text, value) => durationTerm("on", text, value)],
  ["stale", staleTerm],
]);

export const CHIP_KEYS: readonly string[] = [...CHIPS.keys()];

function chooseTerm<T extends string>(
  text: string,
  value: string,
  choices: readonly T[],
  make: (found: T[]) => QueryTerm,
): QueryTerm {
  const parts = queryValues(value).map((part) => part.toLowerCase());
  const found = choices.filter((choice) => parts.includes(choice));
  const strange = parts.find((part) => !choices.includes(part as T));
  if (strange !== undefined)
    return unknown(text, `“${clipped(strange)}” is not one of ${choices.join(", ")}`);
  return found.length > 0 ? make(found) : unknown(text, `give one of ${choices.join(", ")}`);
}

function globTerm(kind: "host" | "group", text: string, value: string): QueryTerm {
  const globs = queryValues(value);
  if (globs.length === 0) return unknown(text, `${kind}: has no value`);
  if (globs.some((glob) => glob.length > MAX_VALUE_LENGTH)) {
    return unknown(text, `longer than ${MAX_VALUE_LENGTH} characters`);
  }
  if (globs.some((glob) => starsIn(glob) > MAX_STARS)) return unknown(text, `more than ${MAX_STARS} stars`);
  return { kind, text, globs };
}

function associateTerm(text: string, value: string): QueryTerm {
  const parts = queryValues(value);
  const ids = parts.map((part) => (/^[0-9]{1,10}$/.test(part) ? Number(part) : Number.NaN));
  if (ids.length === 0 || ids.some((id) => !(id >= 1 && id <= 2_147_483_647))) {
    return unknown(text, "an associate is given by its number, associate:217");
  }
  return { kind: "associate", text, ids };
}

function durationTerm(kind: "idle" | "on", text: string, value: string): QueryTerm {
  const match = /^([<>])=?([0-9]{1,6}(?:\.[0-9]{1,2})?)(s|min|m|h|d|w)$/.exec(value.toLowerCase());
  const unit = match?.[3] as keyof typeof UNIT_MS | undefined;
  if (!match || !unit) return unknown(text, `written as ${kind}:>2h or ${kind}:<30m`);
  return { kind, text, over: match[1] === ">", ms: Math.round(Number(match[2]) * UNIT_MS[unit]) };
}

function staleTerm(text: string, value: string): QueryTerm {
  const said = value.toLowerCase();
  if (said === "yes" || said === "no") return { kind: "stale", text, stale: said === "yes" };
  return unknown(text, "written as stale:yes or stale:no");
}

/** Whether a row is in view: the same answer as the SQL in `list-live-sessions` gives. */
export function matchesQuery(query: SessionQuery, row: LiveRow, now: number): boolean {
  const alternatives = new Map<string, boolean>();
  for (const term of query.terms) {
    const hit = matchesTerm(term, row, now);
    if (term.kind === "unknown") continue;
    if (isAlternative(term)) alternatives.set(term.kind, (alternatives.get(term.kind) ?? false) || hit);
    else if (!hit) return false;
  }
  return [...alternatives.values()].every(Boolean);
}

/** Chips of one such kind add up: `state:idle state:locked` is either; words and durations narrow. */
export function isAlternative(term: QueryTerm): boolean {
  return ["state", "host", "group", "kind", "associate"].includes(term.kind);
}

function matchesTerm(term: QueryTerm, row: LiveRow, now: number): boolean {
  switch (term.kind) {
    case "word": {
      const texts = [row.associateName, row.fullName, row.accountName, row.hostName];
      return texts.some((text) => globMatches(`*${term.word}*`, text));
    }
    case "state":
      return term.states.includes(row.state);
    case "host":
      return term.globs.some((glob) => globMatches(glob, row.hostName));
    case "group":
      return term.globs.some(
        (glob) => globMatches(glob, row.associateGroup) || globMatches(glob, row.hostGroup),
      );
    case "kind":
      return term.kinds.includes(row.kind);
    case "associate":
      return row.associateId !== null && term.ids.includes(row.associateId);
    case "idle": {
      const idle = idleMs(row, now);
      return idle !== null && (term.over ? idle > term.ms : idle < term.ms);
    }
    case "on":
      return term.over ? now - row.loggedOnAt > term.ms : now - row.loggedOnAt < term.ms;
    case "stale":
      return isRowStale(row, now) === term.stale;
    case "unknown":
      return true;
  }
}

/**
 * `*` stands for any text, `one` for a single character; case does not count. Greedy with one step back, so never slower
 * than length × length.
 */
export function globMatches(glob: string, text: string, one: "?" | null = null): boolean {
  const pattern = glob.toLowerCase();
  const subject = text.toLowerCase();
  let p = 0;
  let s = 0;
  let star = -1;
  let resume = 0;
  while (s < subject.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = s;
    } else if (pattern[p] === subject[s] || (one !== null && pattern[p] === one)) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Cuts at blanks outside quotes; a quote that is never closed ends with the text. */
export function splitQuery(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (!quoted && /\s/.test(character)) {
      if (piece !== "") pieces.push(piece);
      piece = "";
    } else if (!isControl(character)) piece += character;
  }
  if (quoted) piece += '"';
  if (piece !== "") pieces.push(piece);
  return pieces;
}

/** PostgreSQL takes no NUL, and a lone surrogate is no text. */
function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff);
}

export function queryValues(value: string): string[] {
  return value
    .split(",", MAX_VALUES)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

export function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

export function starsIn(text: string): number {
  return text.split("*").length - 1;
}

export function clipped(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}

function unknown(text: string, because: string): QueryTerm {
  return { kind: "unknown", text: text.length > 200 ? `${text.slice(0, 199)}…` : text, because };
}
