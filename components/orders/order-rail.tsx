import Link from "next/link";
import { CopyId } from "@/components/ui/copy-id";
import { type Actor, actorName } from "@/lib/domain/actor";
import { clockOrDay, clockTime, dayName, isoDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { shortHash } from "./short-hash";

interface OrderRailProps {
  readonly order: {
    readonly id: number;
    readonly requestedBy: Actor;
    readonly reason: string;
    readonly ticket: string;
    readonly createdAt: Date;
    readonly expiresAt: Date;
    readonly cancelledAt: Date | null;
  };
  readonly trail: readonly {
    readonly seq: bigint;
    readonly at: Date;
    readonly name: string;
    readonly actor: Actor;
    readonly hash: string;
  }[];
  /** Whether whoever looks may open the trail itself. */
  readonly mayReadTrail: boolean;
  readonly now: number;
  readonly timeZone: string;
}

/** Who, why, until when, and the links of the chain that say so. */
export function OrderRail({ order, trail, mayReadTrail, now, timeZone }: OrderRailProps) {
  const time = (at: Date) => clockOrDay(at.getTime(), now, timeZone);
  return (
    <aside className="o-rail" aria-label="Order">
      <section>
        <dl className="facts">
          <dt>Asked by</dt>
          <dd>
            <span className="strong trunc">{visibleText(actorName(order.requestedBy))}</span>
            <span className="meta">{time(order.createdAt)}</span>
          </dd>
          <dt>Why</dt>
          <dd className="wrap">{visibleText(order.reason)}</dd>
          <dt>Ticket</dt>
          <dd className="wrap">
            {order.ticket === "" ? <span className="quiet">none</span> : visibleText(order.ticket)}
          </dd>
          <dt>Verb</dt>
          <dd>Log off</dd>
          <dt>Offline</dt>
          <dd className="wrap">Held until {time(order.expiresAt)}</dd>
          {order.cancelledAt && (
            <>
              <dt>Cancelled</dt>
              <dd>{time(order.cancelledAt)}</dd>
            </>
          )}
        </dl>
      </section>
      <section>
        <h3>
          Trail
          <span className="spring" />
          {mayReadTrail && (
            <Link className="btn sm" href={`/trail?subject=order:${order.id}&verify=1`}>
              Verify
            </Link>
          )}
        </h3>
        <div className="chain">
          {trail.map((entry) => (
            <div key={entry.seq.toString()} className="link-row">
              <span className="knot" />
              <time dateTime={entry.at.toISOString()} title={time(entry.at)}>
                {clockElseDay(entry.at.getTime(), now, timeZone)}
              </time>
              <span className="trunc">
                <span className="strong">{entry.name}</span>{" "}
                <span className="quiet">{visibleText(actorName(entry.actor))}</span>
              </span>
              <CopyId
                value={entry.hash}
                shown={shortHash(entry.hash)}
                what={`hash ${shortHash(entry.hash)}`}
              />
            </div>
          ))}
        </div>
      </section>
    </aside>
  );
}

/** The rail is narrow: another day's clock is in the title. */
function clockElseDay(at: number, now: number, timeZone: string): string {
  return isoDay(at, timeZone) === isoDay(now, timeZone) ? clockTime(at, timeZone) : dayName(at, timeZone);
}
