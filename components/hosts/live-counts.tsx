import { StateLabel } from "@/components/ui/state";
import type { LiveState } from "@/lib/domain/live-session";
import { count, counted } from "@/lib/format/count";

interface LiveCountsProps {
  readonly states: readonly LiveState[];
  /** All of them, where not every one is listed. */
  readonly total: number;
}

const HEIGHT: Record<LiveState, number> = { active: 16, idle: 11, locked: 6, disconnected: 2, closing: 2 };
const ORDER = ["active", "idle", "locked", "disconnected", "closing"] as const;

/** How many are on, in the forms of the bars. */
export function LiveCounts({ states, total }: LiveCountsProps) {
  const counts = ORDER.map(
    (state) => [state, states.filter((found) => found === state).length] as const,
  ).filter(([, n]) => n > 0);
  return (
    <section className="nowbar" aria-label="Sessions now by state">
      <span className="strong">{counted(total, "session")} now</span>
      {counts.map(([state, n]) => (
        <StateLabel key={state} state={state}>
          <span>
            {state.charAt(0).toUpperCase() + state.slice(1)} <b>{count(n)}</b>
          </span>
        </StateLabel>
      ))}
      {counts.length > 0 && (
        <span
          className="stack-bar"
          role="img"
          aria-label={counts.map(([state, n]) => `${n} ${state}`).join(", ")}
        >
          {counts.map(([state, n]) => (
            <i
              key={state}
              data-s={state === "closing" ? "ended" : state}
              style={{ flex: n, height: HEIGHT[state] }}
            />
          ))}
        </span>
      )}
      {states.length < total && <span className="meta">the latest {count(states.length)} are listed</span>}
    </section>
  );
}
