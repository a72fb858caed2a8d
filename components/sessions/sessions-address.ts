/** Everything that the Sessions page shows is in its address; an empty value is left out. */
export interface SessionsPlace {
  readonly q: string;
  readonly sort: string;
  readonly by: string;
  readonly after: string;
  /** The session in the drawer. */
  readonly s: string;
}

export const HOME: SessionsPlace = { q: "", sort: "", by: "", after: "", s: "" };

/** `/sessions?q=state:idle+host:TS-*&s=4711`: readable, because people send these to each other. */
export function sessionsHref(place: SessionsPlace): string {
  const parts = (["q", "sort", "by", "after", "s"] as const)
    .filter((name) => place[name] !== "")
    .map((name) => `${name}=${readable(place[name])}`);
  return parts.length > 0 ? `/sessions?${parts.join("&")}` : "/sessions";
}

function readable(value: string): string {
  return encodeURIComponent(value).replaceAll("%20", "+").replaceAll("%3A", ":").replaceAll("%2C", ",");
}
