import "server-only";

const HOME = "/sessions";

/** Where to go after signing in: a path of this origin, or home. `//evil` and `/\evil` are other origins to a browser. */
export function ownPath(next: unknown): string {
  if (typeof next !== "string" || next.length > 2_000 || !/^\/(?![/\\])/.test(next)) return HOME;
  const base = "http://curfew.invalid";
  if (!URL.canParse(next, base)) return HOME;
  const url = new URL(next, base);
  if (url.origin !== base || /^\/(sign-in|set-up)(\/|$)/.test(url.pathname)) return HOME;
  return url.pathname + url.search;
}
