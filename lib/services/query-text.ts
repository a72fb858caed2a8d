import { z } from "zod";

/** One parameter of an address as plain text; whatever cannot be text reads as empty. No URL crashes a page. */
export function queryText(longest: number) {
  return z.preprocess((value) => {
    const first = Array.isArray(value) ? value[0] : value;
    // PostgreSQL text holds no NUL.
    return typeof first === "string" ? first.replaceAll("\0", "").trim().slice(0, longest) : "";
  }, z.string());
}

/** One of the known words, or null. */
export function queryChoice<const Words extends readonly string[]>(words: Words) {
  return queryText(40).transform((text): Words[number] | null => words.find((word) => word === text) ?? null);
}

/** A row id of a 32-bit column, or null. */
export const queryId = queryText(12).transform((text) => {
  const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  return id > 0 && id <= 2_147_483_647 ? id : null;
});

/** A row id of a 64-bit column as text, or null. */
export const queryBigId = queryText(20).transform((text) =>
  /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= 9_223_372_036_854_775_807n ? text : null,
);
