import type { PreviewSession } from "@/lib/domain/import-facts";

/** How an end is known, as a shape: a cap is exact, a hatch between whiskers is an interval, an open one runs off the edge. */
export function EndingForm({ session }: { readonly session: PreviewSession }) {
  return (
    <svg className="ending-form" viewBox="0 0 34 12" aria-hidden="true">
      {shapeOf(session)}
    </svg>
  );
}

function shapeOf({ confidence, startedAt }: PreviewSession) {
  const start = startedAt === null ? 8 : 0;
  const before = startedAt === null && <path className="thin" d="M0 6h7" strokeDasharray="2 2" />;
  switch (confidence) {
    case "exact":
    case "high":
      return (
        <>
          {before}
          <path className="body" d={`M${start} 6H24`} />
          <path className={confidence === "exact" ? "cap" : "cap soft"} d="M25 1v10" />
        </>
      );
    case "interval":
    case "low": {
      const from = confidence === "interval" ? 12 : 5;
      const whisker = confidence === "low" ? { strokeDasharray: "2 2" } : {};
      return (
        <>
          <path className="body" d={`M0 6H${from}`} />
          <rect x={from} y="4" width={31 - from} height="4" fill="url(#hatch-ended)" />
          <path className="thin" d={`M${from}.500 1v10M31 1v10`} {...whisker} />
        </>
      );
    }
    case "open":
      return (
        <>
          {before}
          <path className="body" d={`M${start} 6H34`} strokeDasharray="20 2 3 2 3 2" />
        </>
      );
  }
}
