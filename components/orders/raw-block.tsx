import { visibleLines } from "@/lib/format/count";

/** Text as it came, which scrolls by itself when it is long. */
export function RawBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="raw" aria-label={label} tabIndex={0}>
      {visibleLines(text)}
    </section>
  );
}
