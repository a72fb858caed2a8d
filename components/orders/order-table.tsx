import Link from "next/link";
import { VERB_WORD } from "@/components/sessions/order-asking";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type Actor, actorName } from "@/lib/domain/actor";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { clockOrDay, isoDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { ago } from "@/lib/format/duration";
import { OutcomeBar } from "./outcome-bar";
import { Ring } from "./ring";
import { type Standing, type StateCounts, standingOf } from "./standing";

export interface OrderRow {
  readonly id: number;
  readonly createdAt: Date;
  readonly cancelledAt: Date | null;
  readonly verb: OrderVerb;
  readonly approval: string;
  readonly requestedBy: Actor;
  readonly reason: string;
  readonly ticket: string;
  readonly states: StateCounts;
}

interface OrderTableProps {
  readonly orders: readonly OrderRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["Order", "State", "Asked", "By", "Reason", "Ticket", "Outcome"];

export function OrderTable({ orders, now, timeZone }: OrderTableProps) {
  return (
    <table className="tbl orders-tbl" aria-label="Orders">
      <colgroup>
        <col className="c-id" />
        <col className="c-state" />
        <col className="c-when" />
        <col className="c-by" />
        <col />
        <col className="c-ticket" />
        <col className="c-out" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {orders.map((order) => {
          const standing = standingOf(order.states, order.cancelledAt !== null);
          const at = order.createdAt.getTime();
          return (
            <tr key={order.id}>
              <td>
                <Link className="mono strong cover" href={`/orders/${order.id}`}>
                  {order.id}
                </Link>
              </td>
              <td>
                <span className={standing.moving > 0 ? "t-st moving" : "t-st"}>
                  <Ring state={standing.ring} />
                  {order.approval === "pending" && standing.moving > 0 ? "Needs approval" : standing.word}
                </span>
              </td>
              <td>
                <time className="mono" dateTime={order.createdAt.toISOString()}>
                  {clockOrDay(at, now, timeZone)}
                </time>{" "}
                {isoDay(at, timeZone) === isoDay(now, timeZone) && (
                  <span className="rel">· {ago(at, now)}</span>
                )}
              </td>
              <td>{visibleText(actorName(order.requestedBy))}</td>
              <td title={visibleText(order.reason)}>
                {order.verb !== "log_off" && <span className="badge">{VERB_WORD[order.verb]}</span>}{" "}
                {visibleText(order.reason)}
              </td>
              <td className="quiet" title={visibleText(order.ticket)}>
                {visibleText(order.ticket)}
              </td>
              <td>
                <span className="out">
                  <OutcomeBar states={order.states} />
                  <span className="trunc">{outcomeWords(standing)}</span>
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function outcomeWords({ targets, proved, done, moving, lookAt }: Standing): string {
  const words = [
    done > 0 ? `${count(done)} of ${count(targets)} done` : `${count(proved)} of ${count(targets)} proved`,
  ];
  if (moving > 0) words.push(`${count(moving)} moving`);
  if (lookAt > 0) words.push(`${count(lookAt)} to look at`);
  return words.join(" · ");
}
