import Link from "next/link";
import { Fragment } from "react";
import { RawBlock } from "@/components/orders/raw-block";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";
import { clockOrDay } from "@/lib/format/clock";
import { visibleLines, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { END_WORDS, EVENT_WORDS, isFine, LIMIT_MS } from "./hook-words";

export interface RunRow {
  readonly id: string;
  readonly askedAt: Date;
  readonly orderId: number | null;
  readonly event: HookEvent;
  readonly script: string;
  readonly state: HookRunState;
  readonly durationMs: number | null;
  readonly did: string;
  readonly output: string;
  readonly outputBytes: number;
  readonly error: string;
  readonly stateBefore: number;
  readonly stateAfter: number;
}

interface RunTableProps {
  readonly runs: readonly RunRow[];
  readonly open: string | null;
  readonly hrefOf: (open: string | null) => string;
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["When", "Order", "Event", "Script", "Took, of 20 s", "What it did"];

export function RunTable({ runs, open, hrefOf, now, timeZone }: RunTableProps) {
  return (
    <table className="tbl run-tbl" aria-label="Run log">
      <colgroup>
        <col className="c-when" />
        <col className="c-order" />
        <col className="c-event" />
        <col />
        <col className="c-took" />
        <col className="c-did" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {runs.map((run) => {
          const isOpen = run.id === open;
          return (
            <Fragment key={run.id}>
              <tr className={isOpen ? "open" : undefined}>
                <td>
                  <Link
                    className="cover mono"
                    href={hrefOf(isOpen ? null : run.id)}
                    aria-expanded={isOpen}
                    scroll={false}
                  >
                    <time dateTime={run.askedAt.toISOString()}>
                      {clockOrDay(run.askedAt.getTime(), now, timeZone)}
                    </time>
                  </Link>
                </td>
                <td>
                  {run.orderId === null ? (
                    <span className="quiet">–</span>
                  ) : (
                    <Link className="over mono" href={`/orders/${run.orderId}`}>
                      {run.orderId}
                    </Link>
                  )}
                </td>
                <td>{EVENT_WORDS[run.event]}</td>
                <td className="mono">{visibleText(run.script)}</td>
                <td>
                  <Took run={run} />
                </td>
                <td className={isFine(run.state) ? "quiet" : "no"}>
                  {visibleText(run.did || END_WORDS[run.state])}
                </td>
              </tr>
              {isOpen && (
                <tr className="det">
                  <td colSpan={6}>
                    <RawBlock label={`Run ${run.id}`} text={whole(run)} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Took({ run }: { readonly run: RunRow }) {
  const { durationMs, event, state } = run;
  if (durationMs === null) return <span className="quiet">{END_WORDS[state]}</span>;
  const share = Math.min(1, Math.log10(1 + durationMs / 20) / Math.log10(1 + LIMIT_MS / 20));
  const looks = ["dur", event === "after_async" ? "free" : "", state === "timed_out" ? "bad" : ""];
  return (
    <>
      <span className={looks.filter(Boolean).join(" ")} aria-hidden="true">
        <i style={{ width: `${Math.max(3, Math.round(share * 100))}%` }} />
      </span>
      <span className="mono">{took(durationMs)}</span>
    </>
  );
}

function whole(run: RunRow): string {
  const parts = [
    `${END_WORDS[run.state]}. eventState ${run.stateBefore} → ${run.stateAfter} bytes.`,
    run.error === "" ? "" : visibleLines(run.error),
    run.output === ""
      ? "It printed nothing."
      : `Printed, ${run.outputBytes} bytes in all:\n${visibleLines(run.output)}`,
  ];
  return parts.filter(Boolean).join("\n\n");
}
