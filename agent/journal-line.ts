/** What journalctl prints of one record; values that are not text are left out. */
export type JournalFields = Readonly<Record<string, string>>;

/** Null for a line that is no record. */
export function parseFields(line: string): JournalFields | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null) return null;
    const texts = Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return Object.fromEntries(texts);
  } catch {
    return null;
  }
}

/** `i=` in a cursor: the journal's own number of the record. */
export function sequenceOf(cursor: string): number | null {
  const digits = /(?:^|;)i=([0-9a-f]+)(?:;|$)/.exec(cursor)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** `s=`: the numbers of two journals do not compare. */
export function journalOf(cursor: string): string | undefined {
  return /(?:^|;)s=([0-9a-f]+)(?:;|$)/.exec(cursor)?.[1];
}
