"use client";

const YEAR_SECONDS = 365 * 24 * 60 * 60;

export type Preference = "theme" | "nav" | "zone" | "mine" | "keys" | "columns" | "density";

/** Kept in a cookie, so that the server draws the page right the first time. */
export function keepPreference(name: Preference, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from Firefox and on plain http
  document.cookie = `curfew-${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
