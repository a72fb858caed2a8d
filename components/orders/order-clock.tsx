import type { ReactNode } from "react";
import { VERB_WORD } from "@/components/sessions/order-asking";
import { endsSession, type OrderVerb } from "@/lib/domain/order-verb";
import { clockOrDay } from "@/lib/format/clock";
import { count } from "@/lib/format/count";
import { Countdown } from "./countdown";
import { Elapsed } from "./elapsed";
import { ProofChart } from "./proof-chart";
import type { Standing } from "./standing";

interface OrderClockProps {
  readonly verb: OrderVerb;
  readonly approval: string;
  readonly isCancelled: boolean;
  readonly standing: Standing;
  readonly startAt: Date;
  readonly releaseAt: Date;
  readonly settledAt: number | null;
  readonly latenciesMs: readonly number[];
  readonly now: number;
  readonly timeZone: string;
  readonly action: ReactNode;
}

/** How long is left of the grace; then how long it takes; then what came of it, beside the plot of the proofs. */
export function OrderClock(props: OrderClockProps) {
  const { verb, standing, settledAt, latenciesMs, action } = props;
  return (
    <section className="clock" aria-label="Time to proof">
      {isBefore(props) ? (
        <Before {...props} />
      ) : (
        <>
          <div>
            <div className="big">
              {settledAt === null ? (
                <Elapsed since={props.releaseAt.getTime()} now={props.now} />
              ) : (
                <>
                  {count(endsSession(verb) ? standing.proved : standing.done)}
                  <small>
                    of {count(standing.targets)} {endsSession(verb) ? "proved" : "done"}
                  </small>
                </>
              )}
            </div>
            <div className="under">
              {settledAt === null
                ? `since its release, ${count(standing.moving)} left`
                : `settled ${clockOrDay(settledAt, props.now, props.timeZone)}`}
            </div>
          </div>
          {endsSession(verb) ? <ProofChart latenciesMs={latenciesMs} /> : <span />}
        </>
      )}
      <div className="end">{action}</div>
    </section>
  );
}

function isBefore({ settledAt, isCancelled, approval, releaseAt, now }: OrderClockProps): boolean {
  return settledAt === null && !isCancelled && (approval === "pending" || releaseAt.getTime() > now);
}

function Before({ verb, approval, startAt, releaseAt, now, timeZone }: OrderClockProps) {
  if (approval === "pending") {
    return (
      <>
        <div>
          <div className="big">–:––</div>
          <div className="under">waits for a second operator; nothing happens before</div>
        </div>
        <span />
      </>
    );
  }
  const isScheduled = startAt.getTime() > now;
  const until = isScheduled ? startAt : releaseAt;
  return (
    <Countdown
      from={isScheduled ? now : startAt.getTime()}
      until={until.getTime()}
      now={now}
      what={isScheduled ? "it begins" : VERB_WORD[verb].toLowerCase()}
      at={clockOrDay(until.getTime(), now, timeZone)}
    />
  );
}
