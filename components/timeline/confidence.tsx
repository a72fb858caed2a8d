import type { Confidence } from "@/lib/domain/ending";

const SHAPES: Record<Confidence, React.ReactNode> = {
  exact: (
    <>
      <path d="M2 8h8" strokeWidth="1.5" />
      <path d="M11.5 3v10" strokeWidth="2.5" />
    </>
  ),
  high: (
    <>
      <path d="M2 8h8" strokeWidth="1.5" />
      <path d="M9 3.5h3v9H9" strokeWidth="1.5" />
    </>
  ),
  interval: <path d="M3 8h10M3 4.5v7M13 4.5v7" strokeWidth="1.5" />,
  low: (
    <>
      <path d="M3 8h10" strokeWidth="1.5" strokeDasharray="2 2" />
      <path d="M3 4.5v7M13 4.5v7" strokeWidth="1.3" strokeDasharray="1.6 1.4" />
    </>
  ),
  open: <path d="M2 8h10M9 4.5L12.5 8 9 11.5" strokeWidth="1.5" />,
};

/** How sure an ending is, in the form it has on the bar. */
export function ConfidenceGlyph({ confidence }: { readonly confidence: Confidence }) {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden="true">
      {SHAPES[confidence]}
    </svg>
  );
}

export function ConfidenceLabel({ confidence }: { readonly confidence: Confidence }) {
  return (
    <span className={`conf c-${confidence}`}>
      <ConfidenceGlyph confidence={confidence} />
      {confidence}
    </span>
  );
}
