/** A JSON object, as far as it is known before somebody asks. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsIn(value: unknown): Fields | null {
  return isFields(value) ? value : null;
}

/** A scalar as text; null where there is none, or nothing in it. */
export function written(value: unknown): string | null {
  if (typeof value === "string") {
    if (value === "") return null;
    // No database holds it, no name has it.
    return value.includes("\0") ? value.replaceAll("\0", "") || null : value;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** A whole number that is not negative, as a number or in digits. */
export function wholeNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : null;
  if (typeof value !== "string") return null;
  const text = value.trim();
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}

/** Fields of an event's data by name; data without names is `param1`, `param2` …, wherever the dialect keeps them. */
export function textIn(data: Fields): (name: string) => string | null {
  return (name) => {
    const own = data[name];
    const text = written(own);
    if (text !== null) return text;
    if (name.startsWith("param")) return unnamedIn(data)[Number(name.slice(5)) - 1] ?? null;
    return name === "Binary" ? bytesText(own) : null;
  };
}

function unnamedIn(data: Fields): readonly (string | null)[] {
  const held = data.Data ?? data["#text"];
  const list = isFields(held) ? held["#text"] : held;
  return Array.isArray(list) ? list.map(written) : [written(list)];
}

/** Bytes as some serialisers write them, in hexadecimal as Windows does. */
export function bytesText(value: unknown): string | null {
  if (!Array.isArray(value) || value.length > 4096) return null;
  return value.map((byte) => (Number(byte) & 0xff).toString(16).padStart(2, "0")).join("");
}

/** The first object inside of an object: what stands in a UserData element. */
export function innerFields(value: unknown): Fields | null {
  const outer = fieldsIn(value);
  if (outer === null) return null;
  for (const name in outer) {
    const inner = outer[name];
    if (isFields(inner) && !name.startsWith("#") && !name.endsWith("_attributes")) return inner;
  }
  return outer;
}
