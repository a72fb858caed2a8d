import type { ReactNode } from "react";

/** A wide table that scrolls by itself, also by keyboard. */
export function ScrollRegion({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="tbl-wrap" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
