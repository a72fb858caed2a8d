import Link from "next/link";
import type { ReactNode } from "react";
import { VERB_WORD } from "@/components/sessions/order-asking";
import type { OrderVerb } from "@/lib/domain/order-verb";
import { count, counted } from "@/lib/format/count";
import { Ring } from "./ring";
import type { Standing } from "./standing";

interface OrderHeadProps {
  readonly verb: OrderVerb;
  readonly approval: string;
  readonly targets: number;
  readonly people: number;
  readonly hosts: number;
  readonly standing: Standing;
  /** `18:12:07` where it begins later; null where it has begun. */
  readonly beginsAt: string | null;
  readonly lookHref: string;
  readonly actions: ReactNode;
}

/** The order in one sentence, and below it where it is. */
export function OrderHead({
  verb,
  approval,
  targets,
  people,
  hosts,
  standing,
  beginsAt,
  lookHref,
  actions,
}: OrderHeadProps) {
  const isPending = approval === "pending" && standing.moving > 0;
  const isScheduled = beginsAt !== null && standing.moving > 0 && standing.ring === "queued";
  return (
    <header className="o-head">
      <div>
        <h2>
          {VERB_WORD[verb]} {counted(targets, "session")} of {counted(people, "person", "people")} on{" "}
          {counted(hosts, "host")}
        </h2>
        <div className="sub">
          <Ring state={standing.ring} />
          <span className="strong">
            {isPending ? "Needs approval" : isScheduled ? "Scheduled" : standing.word}
          </span>
          <span className="quiet">·</span>
          <span>
            {isScheduled && !isPending ? `begins at ${beginsAt}` : movingWords(standing.moving, isPending)}
          </span>
          {standing.lookAt > 0 && (
            <>
              <span className="quiet">·</span>
              <Link className="link" href={lookHref} scroll={false}>
                {count(standing.lookAt)} to look at
              </Link>
            </>
          )}
        </div>
      </div>
      <div className="acts">{actions}</div>
    </header>
  );
}

function movingWords(moving: number, isPending: boolean): string {
  if (moving === 0) return "nothing left to wait for";
  if (isPending) return "nothing happens before";
  return `${count(moving)} on ${moving === 1 ? "its" : "their"} way`;
}
