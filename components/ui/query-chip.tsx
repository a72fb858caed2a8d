import Link from "next/link";
import type { ReactNode } from "react";
import { visibleText } from "@/lib/format/count";
import { Icon } from "./icon";

interface QueryChipProps {
  readonly term:
    | { readonly kind: "unknown"; readonly text: string; readonly because: string }
    | { readonly kind: Exclude<string, "unknown">; readonly text: string };
  /** The same place without this term. */
  readonly href: string;
  /** The term in words. */
  readonly children: ReactNode;
}

/** One term of a query, where it can be taken out; one that is not understood says why. */
export function QueryChip({ term, href, children }: QueryChipProps) {
  return (
    <span className={term.kind === "unknown" ? "chip strange" : "chip"}>
      {children}
      {"because" in term && <span className="why">{term.because}</span>}
      <Link
        className="x"
        href={href}
        aria-label={`Clear chip ${visibleText(term.text)}`}
        scroll={false}
        prefetch={false}
      >
        <Icon name="x" />
      </Link>
    </span>
  );
}
