import { MOST_STRIKES } from "./hook-words";

/** Runs in a row that met a limit; at five the script stops. */
export function StrikePips({ strikes }: { readonly strikes: number }) {
  const label = `${Math.min(strikes, MOST_STRIKES)} of ${MOST_STRIKES} limits met in a row`;
  return (
    <span
      className="pips"
      role="img"
      aria-label={label}
      title={`${label}; at ${MOST_STRIKES} the script stops`}
    >
      {Array.from({ length: MOST_STRIKES }, (_, i) => i + 1).map((n) => (
        <i key={n} className={n <= strikes ? "on" : undefined} />
      ))}
    </span>
  );
}
