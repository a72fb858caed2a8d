/** What the first entry names as its predecessor. */
export const GENESIS = "0".repeat(64);

export interface TrailLink {
  readonly seq: bigint;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly name: string;
  readonly actor: unknown;
  readonly subject: string;
  readonly detail: unknown;
  readonly previous: string;
}

/** The text whose SHA-256 is the entry's hash. Keys are sorted: a database may hand JSON back in another order. */
export function trailText(link: TrailLink): string {
  const { seq, at, name, actor, subject, detail, previous } = link;
  return [seq.toString(), at, name, subject, previous, canonicalJson(actor), canonicalJson(detail)].join(
    "\n",
  );
}

/** The same text for the same value, whatever order its keys came in. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value && typeof value === "object") {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}
