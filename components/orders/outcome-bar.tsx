import { EXITS, MOVING } from "@/lib/domain/target-stage";
import { countOf, type StateCounts } from "./standing";

const PARTS = [
  ["proved", ["proved"]],
  ["done", ["done"]],
  ["moving", MOVING],
  ...EXITS.map((exit) => [exit, [exit]] as const),
] as const;

/** What became of an order's targets, as one small bar. */
export function OutcomeBar({ states }: { readonly states: StateCounts }) {
  const parts = PARTS.map(([kind, wanted]) => ({ kind, n: countOf(states, wanted) })).filter(
    (part) => part.n > 0,
  );
  return (
    <span
      className="outcome"
      role="img"
      aria-label={parts.map(({ kind, n }) => `${n} ${kind}`).join(", ")}
      title={parts.map(({ kind, n }) => `${n} ${kind}`).join(" · ")}
    >
      {parts.map(({ kind, n }) => (
        <i key={kind} data-k={kind} style={{ flexGrow: n }} />
      ))}
    </span>
  );
}
