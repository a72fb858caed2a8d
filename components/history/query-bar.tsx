"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, type KeyboardEvent, useRef, useTransition } from "react";
import { wallText } from "@/components/timeline/history-window";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { QueryChip } from "@/components/ui/query-chip";
import {
  type HistoryTerm,
  historyQueryText,
  parseHistoryQuery,
  withoutHistoryTerm,
} from "@/lib/domain/history-query";
import { zoneClock } from "@/lib/domain/zone-clock";
import { visibleText } from "@/lib/format/count";
import { HISTORY_PATH, type HistoryPlace, historyHref } from "./history-address";

interface HistoryQueryBarProps {
  readonly place: HistoryPlace;
  readonly timeZone: string;
}

/** The query as chips; what is typed is added to it. Without script it is a form that asks for the same address. */
export function HistoryQueryBar({ place, timeZone }: HistoryQueryBarProps) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [isPending, startTransition] = useTransition();
  const clock = zoneClock(timeZone);
  const parse = (text: string) => parseHistoryQuery(text, (wall) => clock.instant(wall));
  const query = parse(place.q);
  const hrefOf = (q: string) => historyHref({ q, at: place.at });
  const go = (q: string) => startTransition(() => router.push(hrefOf(q), { scroll: false }));

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const typed = input.current?.value ?? "";
    if (input.current) input.current.value = "";
    go(historyQueryText(parse(`${place.q} ${typed}`)));
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Backspace" || event.currentTarget.value !== "" || query.terms.length === 0) return;
    event.preventDefault();
    go(historyQueryText(withoutHistoryTerm(query, query.terms.length - 1)));
  };

  return (
    <search className="h-bar">
      <form action={HISTORY_PATH} method="get" onSubmit={submit}>
        <div className="query" data-pending={isPending || undefined}>
          <Icon name="search" small />
          {query.terms.map((term, i) => (
            <QueryChip
              // biome-ignore lint/suspicious/noArrayIndexKey: the same chip may stand twice
              key={`${i} ${term.text}`}
              term={term}
              href={hrefOf(historyQueryText(withoutHistoryTerm(query, i)))}
            >
              <HistoryChipText term={term} timeZone={timeZone} />
            </QueryChip>
          ))}
          {query.cut !== null && <span className="err">{query.cut}</span>}
          {place.q !== "" && <input type="hidden" name="q" value={place.q} />}
          {place.at !== "" && <input type="hidden" name="at" value={place.at} />}
          <input
            ref={input}
            name="q"
            data-filter
            aria-label="Filter"
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            placeholder={
              query.terms.length > 0
                ? "and…"
                : "Filter by name or host, host:TS-*, ended:crashed, sure:low, from:2026-11-01, order:yes"
            }
            onKeyDown={onKeyDown}
          />
          <Kbd>/</Kbd>
        </div>
      </form>
    </search>
  );
}

/** `from` `:` `2026-11-19 14:05`, in the reader's zone whatever the address holds. */
export function HistoryChipText({
  term,
  timeZone,
}: {
  readonly term: HistoryTerm;
  readonly timeZone: string;
}) {
  const colon = term.text.indexOf(":");
  if (term.kind === "word" || term.kind === "unknown" || colon < 0) {
    return <span className="v">{visibleText(term.text)}</span>;
  }
  const isBound = term.kind === "from" || term.kind === "until";
  return (
    <>
      <span className="k">{term.text.slice(0, colon)}</span>
      <span className="op">:</span>
      <span
        className="v"
        title={isBound ? `${new Date(term.at).toISOString()}, shown in ${timeZone}` : undefined}
      >
        {isBound ? wallText(term.at, zoneClock(timeZone)) : visibleText(term.text.slice(colon + 1))}
      </span>
    </>
  );
}
