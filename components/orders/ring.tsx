import { type Stage, stageIndex } from "@/lib/domain/target-stage";
import type { TargetState } from "@/lib/domain/target-state";

const ROUND = 31.42;
/** How much of the ring is drawn at each stage. */
const SHARES = [0, 0.2, 0.45, 0.72, 1];

/** A ring, never a disc: the state of a target must not be mistaken for the state of a session. */
export function Ring({ state }: { readonly state: TargetState | Stage }) {
  return (
    <svg className={`t-ring ${state}`} viewBox="0 0 14 14" aria-hidden="true">
      {shape(state === "delivered" ? "accepted" : state)}
    </svg>
  );
}

function shape(state: TargetState) {
  switch (state) {
    case "proved":
      return (
        <>
          <circle className="di" cx="7" cy="7" r="6" />
          <path className="ck" d="m4.3 7.2 1.9 1.9 3.5-4" />
        </>
      );
    case "done":
      return <Crossed d="m4.7 7.1 1.7 1.7 3-3.5" />;
    case "queued":
    case "unreachable":
      return <circle className="q" cx="7" cy="7" r="5.2" />;
    case "failed":
      return <Crossed d="m5 5 4 4M9 5 5 9" />;
    case "refused":
      return <Crossed d="m3.6 10.4 6.8-6.8" />;
    case "cancelled":
      return <Crossed d="M4.7 7h4.6" />;
    case "expired":
      return <Crossed d="M7 4.2V7l1.7 1.5" />;
    case "unproved":
      return (
        <>
          <circle className="ln" cx="7" cy="7" r="5.2" strokeDasharray="2.7 1.9" />
          <path
            className="ln"
            d="M5.8 5.6a1.25 1.25 0 1 1 1.9 1.1c-.4.3-.7.5-.7 1M7 9.9h.01"
            strokeWidth="1.3"
          />
        </>
      );
    default:
      return <Arc share={SHARES[stageIndex(state)] ?? 0} />;
  }
}

function Crossed({ d }: { readonly d: string }) {
  return (
    <>
      <circle className="ln" cx="7" cy="7" r="5.2" />
      <path className="ln" d={d} />
    </>
  );
}

function Arc({ share }: { readonly share: number }) {
  return (
    <>
      <circle className="tr" cx="7" cy="7" r="5" />
      <circle
        className="ar"
        cx="7"
        cy="7"
        r="5"
        strokeDasharray={`${ROUND * share} ${ROUND}`}
        transform="rotate(-90 7 7)"
      />
    </>
  );
}
