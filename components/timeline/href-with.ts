export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** The same address with some parameters set, and those that are null or empty taken out. */
export function hrefWith(
  path: string,
  now: SearchParams,
  changes: Readonly<Record<string, string | null>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...now, ...changes })) {
    const text = Array.isArray(value) ? value[0] : value;
    if (text) query.set(name, text);
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

export function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
