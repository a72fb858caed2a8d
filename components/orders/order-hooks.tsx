import Link from "next/link";
import { END_WORDS, EVENT_WORDS, isFine } from "@/components/hooks/hook-words";
import type { HookEvent, HookRunState } from "@/lib/domain/hook-event";
import { visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { queryHref } from "./query-href";

export interface OrderHookRun {
  readonly id: string;
  readonly script: string;
  readonly event: HookEvent;
  readonly state: HookRunState;
  readonly durationMs: number | null;
  readonly did: string;
  readonly output: string;
  readonly error: string;
}

/** The scripts that ran for an order; each leads to the whole of its run. */
export function OrderHooks({ runs }: { readonly runs: readonly OrderHookRun[] }) {
  return (
    <section aria-label="Hooks">
      <h3>
        Hooks
        <span className="spring" />
        <Link className="btn sm" href="/hooks">
          All hooks
        </Link>
      </h3>
      <ol className="hook-runs">
        {runs.map((run) => (
          <li key={run.id}>
            <Link className="link trunc" href={hrefOf(run)}>
              {EVENT_WORDS[run.event]} · {visibleText(run.script)}
            </Link>
            <span className="mono quiet">{run.durationMs === null ? "" : took(run.durationMs)}</span>
            <span className={isFine(run.state) ? "wide quiet" : "wide no"}>
              {visibleText(run.did || END_WORDS[run.state])}
            </span>
            <Said name="Error" text={run.error} />
            <Said name="Printed" text={run.output} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The run, open, at the head of the log. */
function hrefOf({ id, script }: OrderHookRun): string {
  return queryHref("/hooks", { s: script, r: id, before: (BigInt(id) + 1n).toString() });
}

function Said({ name, text }: { readonly name: string; readonly text: string }) {
  const [first = "", ...more] = text.trim().split("\n");
  if (first === "") return null;
  return (
    <span className="wide said">
      {name}: {visibleText(first.slice(0, 200))}
      {(more.length > 0 || first.length > 200) && "…"}
    </span>
  );
}
