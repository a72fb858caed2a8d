import type { ReactNode } from "react";

/** A wide table that scrolls by itself, also by keyboard. */
export function ScrollRegion({
  label,
  isBounded = false,
  children,
}: {
  readonly label: string;
  /** Long, and not what the page is for: it scrolls in a window of its own. */
  readonly isBounded?: boolean;
  readonly children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={isBounded ? "tbl-wrap bounded" : "tbl-wrap"} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
