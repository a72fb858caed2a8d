"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { StateGlyph } from "@/components/ui/state";
import type { OrderPreview, PreviewedSession } from "@/lib/domain/order-preview";
import { clockTime } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import type { LogoffPlan } from "./logoff-plan";
import { LEFT_OUT_WORD } from "./order-asking";

interface LogoffGroupsProps {
  readonly preview: OrderPreview;
  readonly plan: LogoffPlan;
  readonly dropped: ReadonlySet<string>;
  readonly timeZone: string;
  /** `14:44`: how long offline hosts are waited for. */
  readonly waitUntil: string;
  /** Somebody is told before: say where nobody would see it. */
  readonly isWarning: boolean;
  readonly onDrop: (ids: readonly string[], isDropped: boolean) => void;
  /** Takes the protected ones in, for a second operator to approve; null where they are in. */
  readonly onIncludeProtected: (() => void) | null;
}

/** Who is hit, in the order in which one has to think about them. */
export function LogoffGroups(props: LogoffGroupsProps) {
  const { preview, plan, dropped, timeZone, waitUntil, isWarning, onDrop, onIncludeProtected } = props;
  const { counts, excluded, madeAt } = preview;
  const rows = (
    sessions: readonly PreviewedSession[],
    all: number,
    why: (one: PreviewedSession) => string,
  ) => (
    <Folded sessions={sessions} all={all}>
      {(one) => (
        <TargetRow key={one.row.id} session={one} why={why(one)} isDropped={dropped.has(one.row.id)}>
          <DropButton
            session={one}
            isDropped={dropped.has(one.row.id)}
            onDrop={(isDropped) => onDrop([one.row.id], isDropped)}
          />
        </TargetRow>
      )}
    </Folded>
  );
  const unseen = (one: PreviewedSession) => (isWarning && one.unseen ? ` · no warning: ${one.unseen}` : "");
  const working = (one: PreviewedSession) =>
    `${one.row.state === "active" ? "somebody is working in it" : paused(one, madeAt)}${unseen(one)}`;
  const idle = (one: PreviewedSession) => `${paused(one, madeAt)}${unseen(one)}`;
  const silent = ({ row }: PreviewedSession) =>
    `was ${row.state}${row.reportedAt ? `, as of ${clockTime(row.reportedAt, timeZone)}` : ""}`;

  return (
    <>
      {counts.active > 0 && (
        <Group
          isHot
          icon="warn"
          title={`${counted(counts.active, "session is", "sessions are")} active right now`}
          action={<DropAll sessions={plan.active} all={counts.active} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.active, counts.active, working)}
        </Group>
      )}
      {counts.offline > 0 && (
        <Group
          icon="off"
          title={`${counted(preview.offlineHosts, "host is", "hosts are")} not reporting`}
          note={`will wait until ${waitUntil}`}
          action={<DropAll sessions={plan.offline} all={counts.offline} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.offline, counts.offline, silent)}
        </Group>
      )}
      {counts.excluded > 0 && (
        <Group
          icon="shield"
          title={`${counted(counts.excluded, "is", "are")} excluded`}
          note={counts.excluded === 1 ? "left as it is" : "left as they are"}
          action={
            (excluded.protected ?? 0) > 0 && onIncludeProtected ? (
              <Button isSmall onClick={onIncludeProtected}>
                Include {counted(excluded.protected ?? 0, "protected", "protected")}
              </Button>
            ) : null
          }
        >
          <Folded sessions={plan.excluded} all={counts.excluded - (excluded.gone ?? 0)}>
            {(one) => <TargetRow key={one.row.id} session={one} why={leftOutWords(one)} />}
          </Folded>
          {(excluded.gone ?? 0) > 0 && (
            <p className="hint">
              {counted(excluded.gone ?? 0, "session has", "sessions have")} ended already.
            </p>
          )}
        </Group>
      )}
      {counts.rest > 0 && (
        <Group
          icon="check"
          title={`${count(counts.rest)} idle, locked or disconnected`}
          action={<DropAll sessions={plan.rest} all={counts.rest} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.rest, counts.rest, idle)}
        </Group>
      )}
    </>
  );
}

function leftOutWords({ why, obstacle }: PreviewedSession): string {
  if (why === "unsupported" && obstacle !== null) return obstacle;
  return why === null ? "" : LEFT_OUT_WORD[why];
}

function paused({ row }: PreviewedSession, now: number): string {
  return row.stateSince === null ? row.state : `${row.state} for ${duration(now - row.stateSince)}`;
}

/** So many rows of a group are shown before one asks for all. */
const SHOWN = 8;

interface FoldedProps {
  readonly sessions: readonly PreviewedSession[];
  /** How many there are, of which the server named the first. */
  readonly all: number;
  readonly children: (session: PreviewedSession) => ReactNode;
}

function Folded({ sessions, all, children }: FoldedProps) {
  const [isWhole, setWhole] = useState(sessions.length <= SHOWN + 1);
  return (
    <>
      <ul>{(isWhole ? sessions : sessions.slice(0, SHOWN)).map(children)}</ul>
      {sessions.length > SHOWN + 1 && (
        <Button look="ghost" isSmall aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole
            ? "Show fewer"
            : `Show ${sessions.length < all ? "the first" : "all"} ${count(sessions.length)}`}
        </Button>
      )}
      {isWhole && all > sessions.length && (
        <p className="hint">and {count(all - sessions.length)} more, which the order names one by one.</p>
      )}
    </>
  );
}

interface GroupProps {
  readonly icon: "warn" | "off" | "shield" | "check";
  readonly title: string;
  readonly note?: string;
  readonly isHot?: boolean;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Group({ icon, title, note, isHot = false, action, children }: GroupProps) {
  return (
    <section className={isHot ? "grp hot" : "grp"}>
      <header>
        <Icon name={icon} />
        <h3>{title}</h3>
        {note !== undefined && <span className="n">{note}</span>}
        <span className="spring" />
        {action}
      </header>
      {children}
    </section>
  );
}

interface TargetRowProps {
  readonly session: PreviewedSession;
  readonly why: string;
  readonly isDropped?: boolean;
  readonly children?: ReactNode;
}

function TargetRow({ session, why, isDropped = false, children = null }: TargetRowProps) {
  const { row, group } = session;
  const state = group === "offline" ? "nodata" : row.state;
  return (
    <li className={isDropped ? "tg gone" : "tg"} data-s={state}>
      <StateGlyph state={state} />
      <span className="strong trunc" title={visibleText(row.associateName)}>
        {visibleText(row.associateName)}
      </span>
      <span className="mono trunc" title={visibleText(row.hostName)}>
        {visibleText(row.hostName)}
      </span>
      <span className="why trunc" title={why}>
        {why}
      </span>
      {children}
    </li>
  );
}

interface DropButtonProps {
  readonly session: PreviewedSession;
  readonly isDropped: boolean;
  readonly onDrop: (isDropped: boolean) => void;
}

function DropButton({ session, isDropped, onDrop }: DropButtonProps) {
  const whom = visibleText(`${session.row.associateName} on ${session.row.hostName}`);
  return (
    <Button
      look="ghost"
      isSmall
      aria-pressed={isDropped}
      aria-label={isDropped ? `Take ${whom} back in` : `Drop ${whom}`}
      onClick={() => onDrop(!isDropped)}
    >
      {isDropped ? "Undo" : "Drop"}
    </Button>
  );
}

interface DropAllProps {
  readonly sessions: readonly PreviewedSession[];
  /** How many the group has, of which these are the first. */
  readonly all: number;
  readonly dropped: ReadonlySet<string>;
  readonly onDrop: (ids: readonly string[], isDropped: boolean) => void;
}

function DropAll({ sessions, all, dropped, onDrop }: DropAllProps) {
  if (sessions.length < 2) return null;
  const left = sessions.filter(({ row }) => !dropped.has(row.id)).length;
  const ids = sessions.map(({ row }) => row.id);
  return (
    <Button isSmall onClick={() => onDrop(ids, left > 0)}>
      {left > 0 ? `Drop ${all > sessions.length ? "the first" : "all"} ${count(left)}` : "Undo all"}
    </Button>
  );
}
