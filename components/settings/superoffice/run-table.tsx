import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type Actor, actorName } from "@/lib/domain/actor";
import type { SuperOfficeRunState } from "@/lib/domain/superoffice";
import { clockOrDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";

export interface RunRow {
  readonly id: number;
  readonly orderId: number | null;
  readonly state: SuperOfficeRunState;
  readonly askedAt: Date;
  readonly askedBy: Actor;
  readonly tookMs: number | null;
  readonly error: string;
  readonly synced: {
    readonly read: number;
    readonly linked: number;
    readonly created: number;
    readonly withoutSid: number;
    readonly ambiguous: number;
  } | null;
  readonly loggedOff: { readonly ended: number; readonly still: number; readonly notLoggedOn: number } | null;
}

interface RunTableProps {
  readonly runs: readonly RunRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["When", "Asked by", "What", "What came of it", ["Took", "num"]];

/** What was asked of the server, newest first, and what came of it. */
export function RunTable({ runs, now, timeZone }: RunTableProps) {
  return (
    <table className="tbl so-tbl" aria-label="Runs">
      <colgroup>
        <col className="c-when" />
        <col className="c-who" />
        <col className="c-what" />
        <col />
        <col className="c-took" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            <td>
              <time className="mono" dateTime={run.askedAt.toISOString()}>
                {clockOrDay(run.askedAt.getTime(), now, timeZone)}
              </time>
            </td>
            <td className="trunc">{visibleText(actorName(run.askedBy))}</td>
            <td>
              {run.orderId === null ? (
                "Read users"
              ) : (
                <>
                  Log off, <Link href={`/orders/${run.orderId}`}>order {run.orderId}</Link>
                </>
              )}
            </td>
            <td className={run.state === "failed" ? "err wrap" : "wrap"}>{outcome(run)}</td>
            <td className="num">{run.tookMs === null ? "–" : took(run.tookMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function outcome({ state, error, synced, loggedOff }: RunRow): string {
  if (state === "asked") return "waits for the gateway";
  if (state === "running") return "under way";
  if (state === "failed") return visibleText(error);
  if (synced) {
    const left = synced.withoutSid + synced.ambiguous;
    const fresh = synced.created > 0 ? ` (${count(synced.created)} new here)` : "";
    return `${counted(synced.read, "user")} read, ${count(synced.linked)} linked${fresh}, ${count(left)} not linked`;
  }
  if (!loggedOff) return "done";
  const { ended, still, notLoggedOn } = loggedOff;
  if (ended + still + notLoggedOn === 0) return "nothing to ask: they are on somewhere else again";
  const parts = [
    ended > 0 ? `${count(ended)} no longer listed as logged on` : "",
    still > 0 ? `${count(still)} still listed: the server did nothing, or is not done` : "",
    notLoggedOn > 0 ? `${count(notLoggedOn)} not logged on there` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
