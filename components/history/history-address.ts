/** Everything that the History page shows is in its address; an empty value is left out. */
export interface HistoryPlace {
  readonly q: string;
  /** An absolute instant: who was on everywhere then. */
  readonly at: string;
  readonly after: string;
  readonly before: string;
  /** The session in the drawer. */
  readonly session: string;
}

export const HISTORY_HOME: HistoryPlace = { q: "", at: "", after: "", before: "", session: "" };
export const HISTORY_PATH = "/history";

/** `/history?q=host:TS-*+ended:crashed`: readable, because people send these to each other. */
export function historyHref(place: Partial<HistoryPlace>): string {
  const parts = (["q", "at", "after", "before", "session"] as const).flatMap((name) => {
    const value = place[name];
    return value ? [`${name}=${readable(value)}`] : [];
  });
  return parts.length > 0 ? `${HISTORY_PATH}?${parts.join("&")}` : HISTORY_PATH;
}

/** All that the page answers, whatever page of it is shown. */
export function historyExportHref({ q, at }: HistoryPlace): string {
  return historyHref({ q, at }).replace(HISTORY_PATH, `${HISTORY_PATH}/export`);
}

function readable(value: string): string {
  return encodeURIComponent(value).replaceAll("%20", "+").replaceAll("%3A", ":").replaceAll("%2C", ",");
}
