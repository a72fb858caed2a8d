import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { StateLabel } from "@/components/ui/state";
import type { RecordRef } from "@/lib/domain/ending";
import { isStale, type LiveState, type SessionKind } from "@/lib/domain/live-session";
import { isSettled, type TargetState } from "@/lib/domain/target-state";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration, took } from "@/lib/format/duration";
import { clockMilliseconds } from "./clock-milliseconds";
import { evidenceWords, recordName } from "./evidence-words";
import { Ring } from "./ring";
import { STATE_WORD } from "./target-words";

export interface TargetRow {
  readonly id: string;
  readonly state: TargetState;
  readonly detail: string;
  readonly sessionId: string;
  readonly evidence: RecordRef | null;
  readonly provedAt: Date | null;
  readonly accountName: string;
  readonly associateId: number | null;
  readonly associateName: string | null;
  readonly hostId: number;
  readonly hostName: string;
  readonly reportedAt: Date | null;
  readonly liveState: LiveState | null;
  readonly liveKind: SessionKind | null;
  readonly wasSent: boolean;
  /** Where this host was warned late: its own release. */
  readonly releaseAt: Date | null;
}

interface TargetTableProps {
  readonly targets: readonly TargetRow[];
  readonly askedAt: number;
  readonly expiresAt: number;
  /** Why nothing has been handed out yet, where it is not the hosts' doing. */
  readonly notYet: string | null;
  readonly now: number;
  readonly timeZone: string;
  /** The target whose detail is drawn below its row. */
  readonly openId: string | null;
  readonly detail: ReactNode;
  readonly hrefOf: (openId: string | null) => string;
}

export function TargetTable(props: TargetTableProps) {
  const { targets, openId, detail, hrefOf } = props;
  return (
    <table className="tbl" aria-label="Targets">
      <colgroup>
        <col className="c-st" />
        <col className="c-who" />
        <col className="c-ses" />
        <col className="c-now" />
        <col />
        <col className="c-took" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col">Associate</th>
          <th scope="col">Session</th>
          <th scope="col">Host says</th>
          <th scope="col">Evidence</th>
          <th scope="col" className="num" title="From the release to the audited record">
            Proved in
          </th>
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => {
          const isOpen = target.id === openId;
          return (
            <Fragment key={target.id}>
              <tr className={isOpen ? "open" : undefined}>
                <td>
                  <Link
                    className={isSettled(target.state) ? `t-st ${target.state}` : "t-st moving"}
                    href={hrefOf(isOpen ? null : target.id)}
                    aria-expanded={isOpen}
                    scroll={false}
                  >
                    <Ring state={target.state} />
                    {STATE_WORD[target.state]}
                  </Link>
                </td>
                <td>
                  <Who target={target} />
                </td>
                <td>
                  <Link className="mono over" href={`/hosts/${target.hostId}`}>
                    {visibleText(target.hostName)}
                  </Link>{" "}
                  <span className="rel">
                    <span className="kind">{target.liveKind ?? ""}</span>{" "}
                    <span className="mono">{visibleText(target.sessionId)}</span>
                  </span>
                </td>
                <td>
                  <HostSays target={target} now={props.now} timeZone={props.timeZone} />
                </td>
                <td>
                  <Evidence target={target} {...props} />
                </td>
                <td className="num">
                  <ProvedIn target={target} askedAt={props.askedAt} />
                </td>
              </tr>
              {isOpen && detail !== null && (
                <tr className="det">
                  <td colSpan={6}>{detail}</td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Who({ target }: { readonly target: TargetRow }) {
  const name = visibleText(target.associateName ?? target.accountName);
  if (target.associateId === null) return <span className="strong">{name}</span>;
  return (
    <>
      <Link className="strong over" href={`/associates/${target.associateId}`}>
        {name}
      </Link>{" "}
      <span className="id">{target.associateId}</span>
    </>
  );
}

function HostSays(props: { readonly target: TargetRow; readonly now: number; readonly timeZone: string }) {
  const { target, now, timeZone } = props;
  const reportedAt = target.reportedAt?.getTime() ?? null;
  if (isStale(reportedAt, now) && !["gone", "proved", "unproved"].includes(target.state)) {
    const asOf = reportedAt === null ? "no data" : `as of ${clockOrDay(reportedAt, now, timeZone)}`;
    return <StateLabel state="nodata">{asOf}</StateLabel>;
  }
  if (target.liveState === null) return <span className="quiet">not listed</span>;
  return <StateLabel state={target.liveState}>{target.liveState}</StateLabel>;
}

function Evidence(props: TargetTableProps & { readonly target: TargetRow }) {
  const { target, now, timeZone, expiresAt, notYet } = props;
  const { evidence, state } = target;
  if (state === "proved" && evidence) {
    return (
      <span className="evd">
        <span className="e">{recordName(evidence)}</span>
        <span className="mono quiet">#{evidence.recordId}</span>
        <time className="mono" dateTime={new Date(evidence.at).toISOString()}>
          {clockMilliseconds(evidence.at, now, timeZone)}
        </time>
        {!target.wasSent && (
          <span className="badge" title="Left before the command reached the host">
            unforced
          </span>
        )}
      </span>
    );
  }
  const isHeld = notYet !== null && state === "queued" && target.detail === "";
  const heldUntil = clockOrDay(expiresAt, now, timeZone);
  const words = isHeld ? notYet : visibleText(evidenceWords(target, heldUntil));
  const look = state === "failed" ? "evd bad" : isSettled(state) ? "evd" : "evd quiet";
  return (
    <span className={look}>
      <span className="why" title={words}>
        {words}
      </span>
    </span>
  );
}

function ProvedIn({ target, askedAt }: { readonly target: TargetRow; readonly askedAt: number }) {
  const { state, provedAt, wasSent } = target;
  if (state === "proved" && provedAt) {
    if (!wasSent) return <span className="quiet">before</span>;
    const ms = Math.max(0, provedAt.getTime() - (target.releaseAt?.getTime() ?? askedAt));
    return ms < 60_000 ? took(ms) : duration(ms);
  }
  return <span className="quiet">{isSettled(state) ? "–" : "…"}</span>;
}
