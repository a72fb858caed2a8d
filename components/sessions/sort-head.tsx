"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { parseSessionSort, type SessionSort, type SessionSortKey } from "@/lib/domain/session-sort";
import { type SessionsPlace, sessionsHref } from "./sessions-address";

interface SortHeadProps {
  readonly place: SessionsPlace;
  readonly sort: SessionSortKey;
  readonly label: string;
  readonly className?: string | undefined;
  readonly children?: ReactNode;
}

export function SortHead({ place, sort, label, className, children }: SortHeadProps) {
  const now = parseSessionSort(place.sort);
  const isOn = now.key === sort;
  const falls = (sort === "loggedOn" || sort === "idle") !== (isOn && now.reversed);
  const wanted = isOn && !now.reversed ? `-${sort}` : sort === "loggedOn" ? "" : sort;
  return (
    <th
      scope="col"
      className={className}
      // The edge beside it has a name of its own.
      aria-label={label}
      aria-sort={isOn ? (falls ? "descending" : "ascending") : undefined}
      title={isOn ? sortWords(now) : undefined}
    >
      <Link href={sessionsHref({ ...place, sort: wanted, after: "" })} scroll={false} prefetch={false}>
        {label} {isOn && <Icon name={falls ? "down" : "up"} />}
      </Link>
      {children}
    </th>
  );
}

const SORT_WORDS: Record<SessionSortKey, readonly [string, string]> = {
  loggedOn: ["newest logon first", "oldest logon first"],
  idle: ["longest idle first", "shortest idle first"],
  host: ["by host, from A", "by host, from Z"],
  associate: ["by associate, from A", "by associate, from Z"],
};

export function sortWords(sort: SessionSort): string {
  return SORT_WORDS[sort.key][sort.reversed ? 1 : 0];
}
