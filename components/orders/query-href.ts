/** A path with what is set of its query; what is empty is left out, so that every view has one address. */
export function queryHref(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const kept = Object.entries(query).flatMap(([key, value]) =>
    value === null || value === undefined || value === "" ? [] : [[key, String(value)]],
  );
  const text = new URLSearchParams(kept).toString();
  return text === "" ? path : `${path}?${text}`;
}
