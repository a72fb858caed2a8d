import type { FileReport } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";

/** What becomes of every record: one bar, nothing unaccounted. */
export function FoundBar({ reports }: { readonly reports: readonly FileReport[] }) {
  const sum = (of: (report: FileReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const known = sum((report) => report.known);
  const parts = [
    ["new", "new", "events for the history", sum((report) => report.kept) - known],
    ["dup", "duplicate", "in the history already", known],
    ["rej", "rejected", "each with its place and reason", sum((report) => report.rejected)],
    ["not", "of no interest", "records that tell of no session", sum((report) => report.skipped)],
  ] as const;
  const all = parts.reduce((total, [, , , n]) => total + n, 0);
  if (all === 0) return null;
  return (
    <section className="found" aria-label="What becomes of every record">
      <div className="acct" aria-hidden="true">
        {parts.map(([key, , , n]) => n > 0 && <i key={key} className={`a-${key}`} style={{ flexGrow: n }} />)}
      </div>
      <dl className="acct-keys">
        {parts.map(([key, word, note, n]) => (
          <div key={key}>
            <span className={`sw a-${key}`} aria-hidden="true" />
            <dt>
              <b>{count(n)}</b> {word}
            </dt>
            <dd>{note}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
