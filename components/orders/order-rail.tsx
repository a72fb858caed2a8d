import Link from "next/link";
import { VERB_WORD } from "@/components/sessions/order-asking";
import { CopyId } from "@/components/ui/copy-id";
import { type Actor, actorName } from "@/lib/domain/actor";
import { messageText } from "@/lib/domain/order-message";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { clockOrDay, clockTime, dayName, isoDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { type OrderHookRun, OrderHooks } from "./order-hooks";
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
    readonly verb: OrderVerb;
    readonly startAt: Date;
    readonly releaseAt: Date;
    readonly graceSeconds: number;
    readonly message: string;
    readonly onlyIfWarned: boolean;
    readonly warned: { readonly shown: number; readonly notShown: number };
    readonly requestedThrough: string;
    readonly approval: string;
    readonly approvalWhy: string;
    readonly approvedBy: Actor | null;
    readonly approvedAt: Date | null;
    readonly retryOfId: number | null;
    readonly retries: readonly number[];
  };
  readonly hookRuns: readonly OrderHookRun[];
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
export function OrderRail({ order, hookRuns, trail, mayReadTrail, now, timeZone }: OrderRailProps) {
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
          <dd>{VERB_WORD[order.verb]}</dd>
          {order.requestedThrough !== "web" && (
            <>
              <dt>Through</dt>
              <dd>{order.requestedThrough}</dd>
            </>
          )}
          {order.graceSeconds > 0 && (
            <>
              <dt>Grace</dt>
              <dd className="wrap">
                {duration(order.graceSeconds * 1000)}, until {time(order.releaseAt)}
              </dd>
              <dt>Warnings</dt>
              <dd className="wrap">
                {count(order.warned.shown)} shown, {count(order.warned.notShown)} not shown
                {order.onlyIfWarned && "; left alone where not shown"}
              </dd>
            </>
          )}
          {(order.graceSeconds > 0 || order.verb === "message") && (
            <>
              <dt>Message</dt>
              <dd className="wrap">{visibleText(messageText(order.message, order.graceSeconds * 1000))}</dd>
            </>
          )}
          {order.startAt > order.createdAt && (
            <>
              <dt>Begins</dt>
              <dd>{time(order.startAt)}</dd>
            </>
          )}
          {order.approval !== "none" && (
            <>
              <dt>Approval</dt>
              <dd className="wrap">
                {order.approvedBy && order.approvedAt
                  ? `${order.approval} by ${visibleText(actorName(order.approvedBy))}, ${time(order.approvedAt)}`
                  : "waits for a second operator"}
                <span className="meta"> because {order.approvalWhy}</span>
              </dd>
            </>
          )}
          {order.retryOfId !== null && (
            <>
              <dt>Retry of</dt>
              <dd>
                <Link className="link" href={`/orders/${order.retryOfId}`}>
                  order {order.retryOfId}
                </Link>
              </dd>
            </>
          )}
          {order.retries.length > 0 && (
            <>
              <dt>Retried</dt>
              <dd className="wrap">
                {order.retries.map((id) => (
                  <Link key={id} className="link" href={`/orders/${id}`}>
                    order {id}{" "}
                  </Link>
                ))}
              </dd>
            </>
          )}
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
      {hookRuns.length > 0 && <OrderHooks runs={hookRuns} />}
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
              <span className="did">
                <span className="strong trunc">{entry.name}</span>{" "}
                <span className="meta trunc">{visibleText(actorName(entry.actor))}</span>
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
