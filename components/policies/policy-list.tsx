import Link from "next/link";
import type { PolicyState } from "@/lib/domain/policy";
import { count, counted, visibleText } from "@/lib/format/count";
import { PolicyStateBadge } from "./policy-state";

export interface PolicyRow {
  readonly id: number;
  readonly name: string;
  readonly state: PolicyState;
  readonly sentence: string;
  readonly simulation: { readonly hits: number; readonly people: number } | null;
  readonly found: number;
  readonly ordered: number;
}

/** Each policy as the sentence that it is. */
export function PolicyList({ policies }: { readonly policies: readonly PolicyRow[] }) {
  return (
    <ul className="policy-list" aria-label="Policies">
      {policies.map((policy) => (
        <li key={policy.id}>
          <div className="row">
            <Link className="strong cover" href={`/policies/${policy.id}`}>
              {visibleText(policy.name)}
            </Link>
            <PolicyStateBadge state={policy.state} />
          </div>
          <p>{visibleText(policy.sentence)}</p>
          <p className="meta">{factsOf(policy)}</p>
        </li>
      ))}
    </ul>
  );
}

function factsOf({ state, simulation, found, ordered }: PolicyRow): string {
  const simulated = simulation
    ? `Simulated: ${counted(simulation.hits, "session")} of ${simulation.people === 1 ? "1 person" : `${count(simulation.people)} people`} in 7 days`
    : "Not simulated yet";
  if (found === 0) return state === "off" ? simulated : `${simulated} · nothing found in the last 7 days`;
  return `${simulated} · found ${count(found)} and ordered ${count(ordered)} off in the last 7 days`;
}
