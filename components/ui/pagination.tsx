import Link from "next/link";
import type { ReactNode } from "react";
import { Icon } from "./icon";

interface PaginationProps {
  /** Null where there is nothing in that direction. */
  readonly newerHref: string | null;
  readonly olderHref: string | null;
  readonly label?: string;
}

/** Keyset pages have neighbours, no numbers. */
export function Pagination({ newerHref, olderHref, label = "Pages" }: PaginationProps) {
  return (
    <nav className="pager" aria-label={label}>
      <PageLink href={newerHref} rel="prev">
        <Icon name="up" /> Newer
      </PageLink>
      <PageLink href={olderHref} rel="next">
        <Icon name="down" /> Older
      </PageLink>
    </nav>
  );
}

interface PageLinkProps {
  readonly href: string | null;
  readonly rel: "prev" | "next";
  readonly children: ReactNode;
}

function PageLink({ href, rel, children }: PageLinkProps) {
  if (href === null) {
    return (
      <span className="btn sm" aria-disabled="true">
        {children}
      </span>
    );
  }
  return (
    <Link className="btn sm" href={href} rel={rel}>
      {children}
    </Link>
  );
}
