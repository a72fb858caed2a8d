import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";

export interface ActRow {
  readonly id: bigint;
  readonly at: Date;
  readonly stage: number;
  readonly isWatched: boolean;
  readonly orderId: number | null;
  readonly who: string;
  readonly associateId: number | null;
  readonly hostId: number;
  readonly hostName: string;
}

interface ActTableProps {
  readonly acts: readonly ActRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["When", "Associate", "Host", "What came of it"];

/** What it found, newest first, and what came of it. */
export function ActTable({ acts, now, timeZone }: ActTableProps) {
  return (
    <table className="tbl policy-tbl" aria-label="What it found">
      <TableHead columns={COLUMNS} />
      <tbody>
        {acts.map((act) => (
          <tr key={act.id.toString()}>
            <td>
              <time className="mono" dateTime={act.at.toISOString()}>
                {clockOrDay(act.at.getTime(), now, timeZone)}
              </time>
            </td>
            <td>
              {act.associateId === null ? (
                visibleText(act.who)
              ) : (
                <Link href={`/associates/${act.associateId}`}>{visibleText(act.who)}</Link>
              )}
            </td>
            <td>
              <Link className="mono" href={`/hosts/${act.hostId}`}>
                {visibleText(act.hostName)}
              </Link>
            </td>
            <td>{outcome(act)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function outcome({ orderId, isWatched, stage }: ActRow) {
  if (orderId !== null) {
    return (
      <>
        <Link href={`/orders/${orderId}`}>Order {orderId}</Link>
        {stage === 2 && " · log off what it had disconnected"}
      </>
    );
  }
  return isWatched ? (
    <span className="quiet">only watched</span>
  ) : (
    <span className="quiet">nothing was left to order</span>
  );
}
