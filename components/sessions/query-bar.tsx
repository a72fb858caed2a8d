"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useTransition } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { QueryChip } from "@/components/ui/query-chip";
import { parseSessionQuery, type QueryTerm, sessionQueryText, withoutTerm } from "@/lib/domain/session-query";
import { QueryInput } from "./query-input";
import { type SessionsPlace, sessionsHref } from "./sessions-address";

interface QueryBarProps {
  readonly place: SessionsPlace;
  /** What stands at the end of the bar. */
  readonly children?: ReactNode;
}

/** The query as chips; what is typed is added to it. Without script it is a form that asks for the same address. */
export function QueryBar({ place, children }: QueryBarProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const query = parseSessionQuery(place.q);

  const go = (q: string) =>
    startTransition(() => router.push(sessionsHref({ ...place, q, after: "", s: "" }), { scroll: false }));

  return (
    <search className="bar">
      <form action="/sessions" method="get" onSubmit={(event) => event.preventDefault()}>
        <div className="query" data-pending={isPending || undefined}>
          <Icon name="search" small />
          {query.terms.map((term, i) => (
            <QueryChip
              // biome-ignore lint/suspicious/noArrayIndexKey: the same chip may stand twice
              key={`${i} ${term.text}`}
              term={term}
              href={sessionsHref({ ...place, after: "", s: "", q: sessionQueryText(withoutTerm(query, i)) })}
            >
              <ChipText term={term} />
            </QueryChip>
          ))}
          {query.cut !== null && <span className="err">{query.cut}</span>}
          {place.q !== "" && <input type="hidden" name="q" value={place.q} />}
          {place.by !== "" && <input type="hidden" name="by" value={place.by} />}
          {place.sort !== "" && <input type="hidden" name="sort" value={place.sort} />}
          <QueryInput
            hasTerms={query.terms.length > 0}
            onSubmit={(typed) => go(sessionQueryText(parseSessionQuery(`${place.q} ${typed}`)))}
            onEraseBefore={() => go(sessionQueryText(withoutTerm(query, query.terms.length - 1)))}
          />
          <Kbd>/</Kbd>
        </div>
      </form>
      {children}
    </search>
  );
}

/** `state` `:` `idle`, or the word alone. */
export function ChipText({ term }: { readonly term: QueryTerm }) {
  const colon = term.text.indexOf(":");
  if (term.kind === "word" || term.kind === "unknown" || colon < 0)
    return <span className="v">{term.text}</span>;
  return (
    <>
      <span className="k">{term.text.slice(0, colon)}</span>
      <span className="op">:</span>
      <span className="v">{term.text.slice(colon + 1)}</span>
    </>
  );
}
