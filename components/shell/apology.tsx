import type { ReactNode } from "react";

interface ApologyProps {
  readonly title: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

/** A page in place of the one that was asked for: what happened and where to go. */
export function Apology({ title, actions, children }: ApologyProps) {
  return (
    <main className="empty apology" id="content" tabIndex={-1}>
      <h1>{title}</h1>
      <p>{children}</p>
      <div className="row">{actions}</div>
    </main>
  );
}
