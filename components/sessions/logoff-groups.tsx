"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { StateGlyph } from "@/components/ui/state";
import { clockTime } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import type { LogoffPlan, LogoffTarget } from "./logoff-plan";

interface LogoffGroupsProps {
  readonly plan: LogoffPlan;
  readonly dropped: ReadonlySet<string>;
  readonly now: number;
  readonly timeZone: string;
  /** `14:44`: how long offline hosts are waited for. */
  readonly waitUntil: string;
  readonly onDrop: (ids: readonly string[], isDropped: boolean) => void;
}

/** Who is hit, in the order in which one has to think about them. */
export function LogoffGroups({ plan, dropped, now, timeZone, waitUntil, onDrop }: LogoffGroupsProps) {
  const rows = (targets: readonly LogoffTarget[], why: (target: LogoffTarget) => string) => (
    <Folded targets={targets}>
      {(target) => (
        <TargetRow key={target.id} target={target} why={why(target)} isDropped={dropped.has(target.id)}>
          <DropButton
            target={target}
            isDropped={dropped.has(target.id)}
            onDrop={(isDropped) => onDrop([target.id], isDropped)}
          />
        </TargetRow>
      )}
    </Folded>
  );
  const asOf = (target: LogoffTarget) =>
    target.reportedAt ? `, as of ${clockTime(target.reportedAt, timeZone)}` : "";
  const idle = (target: LogoffTarget) =>
    (target.idleSince ? `${target.state} for ${duration(now - target.idleSince)}` : target.state) +
    underOrder(target);

  return (
    <>
      {plan.active.length > 0 && (
        <Group
          isHot
          icon="warn"
          title={`${counted(plan.active.length, "session is", "sessions are")} active right now`}
          action={<DropAll targets={plan.active} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.active, (target) => `somebody is working in it${underOrder(target)}`)}
        </Group>
      )}
      {plan.offline.length > 0 && (
        <Group
          icon="off"
          title={`${counted(new Set(plan.offline.map(({ hostName }) => hostName)).size, "host is", "hosts are")} not reporting`}
          note={`will wait until ${waitUntil}`}
          action={<DropAll targets={plan.offline} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.offline, (target) => `was ${target.state}${asOf(target)}${underOrder(target)}`)}
        </Group>
      )}
      {plan.excluded.length > 0 && (
        <Group
          icon="shield"
          title={`${counted(plan.excluded.length, "is", "are")} excluded`}
          note={plan.excluded.length === 1 ? "it stays logged on" : "they stay logged on"}
        >
          <Folded targets={plan.excluded.map(({ target }) => target)}>
            {(target) => (
              <TargetRow
                key={target.id}
                target={target}
                why={plan.excluded.find((excluded) => excluded.target === target)?.why ?? ""}
              />
            )}
          </Folded>
        </Group>
      )}
      {plan.rest.length > 0 && (
        <Group
          icon="check"
          title={`${count(plan.rest.length)} idle, locked or disconnected`}
          action={<DropAll targets={plan.rest} dropped={dropped} onDrop={onDrop} />}
        >
          {rows(plan.rest, idle)}
        </Group>
      )}
    </>
  );
}

/** So many rows of a group are shown before one asks for all. */
const SHOWN = 8;

interface FoldedProps {
  readonly targets: readonly LogoffTarget[];
  readonly children: (target: LogoffTarget) => ReactNode;
}

function Folded({ targets, children }: FoldedProps) {
  const [isWhole, setWhole] = useState(targets.length <= SHOWN + 1);
  return (
    <>
      <ul>{(isWhole ? targets : targets.slice(0, SHOWN)).map(children)}</ul>
      {targets.length > SHOWN + 1 && (
        <Button look="ghost" isSmall aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show all ${count(targets.length)}`}
        </Button>
      )}
    </>
  );
}

function underOrder(target: LogoffTarget): string {
  return target.orderId ? ` · order ${target.orderId} is logging it off` : "";
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
  readonly target: LogoffTarget;
  readonly why: string;
  readonly isDropped?: boolean;
  readonly children?: ReactNode;
}

function TargetRow({ target, why, isDropped = false, children = null }: TargetRowProps) {
  const state = target.isStale ? "nodata" : target.state;
  return (
    <li className={isDropped ? "tg gone" : "tg"} data-s={state}>
      <StateGlyph state={state} />
      <span className="strong trunc">{visibleText(target.associateName)}</span>
      <span className="mono trunc">{visibleText(target.hostName)}</span>
      <span className="why trunc" title={why}>
        {why}
      </span>
      {children}
    </li>
  );
}

interface DropButtonProps {
  readonly target: LogoffTarget;
  readonly isDropped: boolean;
  readonly onDrop: (isDropped: boolean) => void;
}

function DropButton({ target, isDropped, onDrop }: DropButtonProps) {
  const whom = `${target.associateName} on ${target.hostName}`;
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
  readonly targets: readonly LogoffTarget[];
  readonly dropped: ReadonlySet<string>;
  readonly onDrop: (ids: readonly string[], isDropped: boolean) => void;
}

function DropAll({ targets, dropped, onDrop }: DropAllProps) {
  if (targets.length < 2) return null;
  const left = targets.filter(({ id }) => !dropped.has(id)).length;
  const ids = targets.map(({ id }) => id);
  return (
    <Button isSmall onClick={() => onDrop(ids, left > 0)}>
      {left > 0 ? `Drop all ${left}` : "Undo all"}
    </Button>
  );
}
