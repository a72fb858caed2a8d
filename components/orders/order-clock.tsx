import type { ReactNode } from "react";
import { clockOrDay } from "@/lib/format/clock";
import { count } from "@/lib/format/count";
import { Elapsed } from "./elapsed";
import { ProofChart } from "./proof-chart";
import type { Standing } from "./standing";

interface OrderClockProps {
  readonly standing: Standing;
  readonly askedAt: number;
  readonly settledAt: number | null;
  readonly latenciesMs: readonly number[];
  readonly now: number;
  readonly timeZone: string;
  readonly action: ReactNode;
}

/** How long it takes: ticking while targets move, then what came of it, beside the plot of the proofs. */
export function OrderClock(props: OrderClockProps) {
  const { standing, askedAt, settledAt, latenciesMs, now, timeZone, action } = props;
  return (
    <section className="clock" aria-label="Time to proof">
      <div>
        <div className="big">
          {settledAt === null ? (
            <Elapsed since={askedAt} now={now} />
          ) : (
            <>
              {count(standing.proved)}
              <small>of {count(standing.targets)} proved</small>
            </>
          )}
        </div>
        <div className="under">
          {settledAt === null
            ? `since it was asked, ${count(standing.moving)} left`
            : `settled ${clockOrDay(settledAt, now, timeZone)}`}
        </div>
      </div>
      <ProofChart latenciesMs={latenciesMs} />
      <div className="end">{action}</div>
    </section>
  );
}
