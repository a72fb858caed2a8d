import type { ReactNode } from "react";
import { ExportMenu } from "@/components/timeline/export-menu";

interface ReportSectionProps {
  readonly title: string;
  /** What its export holds. */
  readonly what: string;
  /** Null where there is nothing to take away. */
  readonly exportHref: string | null;
  /** Tall stands beside the others, wide across all of them. */
  readonly shape?: "tall" | "wide";
  readonly children: ReactNode;
}

/** One question of a report: its answer, and the way to take it away. */
export function ReportSection({ title, what, exportHref, shape, children }: ReportSectionProps) {
  return (
    <section className={shape ? `report ${shape}` : "report"} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="spring" />
        {exportHref !== null && <ExportMenu what={what} href={exportHref} />}
      </header>
      {children}
    </section>
  );
}
