import type { ReactNode } from "react";
import { type Crumb, TopBar } from "./top-bar";

interface PageProps {
  readonly title: string;
  /** The class under which the page's own style sheet stands: it stays loaded when one goes to another page. */
  readonly scope?: string;
  /** The way here: `[{ label: "Orders", href: "/orders" }]`. */
  readonly crumbs?: readonly Crumb[];
  /** Beside the title: a state, an id to copy. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: the top bar, and below it the content, which scrolls by itself. */
export function Page({ title, scope, crumbs = [], extra, children }: PageProps) {
  return (
    <div className={scope === undefined ? "main" : `main ${scope}`}>
      <TopBar title={title} crumbs={crumbs} extra={extra} />
      <main className="page" id="content" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}
