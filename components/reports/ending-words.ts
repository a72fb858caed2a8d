/** How endings are told apart in a report; `because` of each session says more. */
const ENDINGS: Readonly<Record<string, string>> = {
  logged_off: "Logged off",
  destroyed: "Session destroyed",
  notified: "Second witness alone",
  shut_down: "Host shut down",
  suspended: "Fast-startup power-off",
  crashed: "Host crashed",
  lost: "End not recorded",
  open: "Open",
};

const HOW_SURE: Readonly<Record<string, string>> = {
  exact: "exact",
  high: "high",
  interval: "inferred, between two facts",
  low: "inferred, little to go by",
  open: "as of the last report",
};

export function endingLabel(kind: string): string {
  return ENDINGS[kind] ?? kind;
}

export function howSure(confidence: string): string {
  return HOW_SURE[confidence] ?? confidence;
}
