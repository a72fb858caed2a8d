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
  lookHref,
  actions,
}: OrderHeadProps) {
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
            {approval === "pending" && standing.moving > 0 ? "Needs approval" : standing.word}
          </span>
          <span className="quiet">·</span>
          <span>
            {standing.moving === 0 ? "nothing left to wait for" : `${count(standing.moving)} on their way`}
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
