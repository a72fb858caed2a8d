import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import type { ImportCounts, ImportState } from "@/lib/domain/import-facts";
import { count, counted, visibleText } from "@/lib/format/count";
import { type Undo, UndoImport } from "./undo-import";

interface ImportReportProps {
  readonly importId: number;
  readonly state: ImportState;
  readonly counts: ImportCounts | null;
  readonly problem: string;
  readonly hosts: readonly { readonly id: number; readonly name: string; readonly events: number }[];
  /** Null for who may only look. */
  readonly undo: Undo | null;
}

const SHOWN_HOSTS = 8;

/** What became of it, and where to read on. */
export function ImportReport({ importId, state, counts, problem, hosts, undo }: ImportReportProps) {
  if (state === "open" || state === "committing" || state === "undoing") return null;
  return (
    <section className="report" aria-label="Report">
      <span className={`tick ${state}`} aria-hidden="true">
        <Icon name={state === "committed" ? "check" : state === "failed" ? "warn" : "x"} />
      </span>
      <div>
        <h2>{title(importId, state)}</h2>
        {counts && <p>{countWords(counts)}</p>}
        {problem !== "" && <p>{visibleText(problem)}</p>}
        {hosts.length > 0 && (
          <p className="hosts">
            Read on:{" "}
            {hosts.slice(0, SHOWN_HOSTS).map((host) => (
              <Link key={host.id} className="link mono" href={`/hosts/${host.id}`}>
                {visibleText(host.name)}
              </Link>
            ))}
            {hosts.length > SHOWN_HOSTS && <span>and {count(hosts.length - SHOWN_HOSTS)} more</span>}
          </p>
        )}
      </div>
      <span className="row">
        {(state === "committed" || state === "failed") && undo && (
          <UndoImport importId={importId} added={counts?.added ?? null} undo={undo} />
        )}
        {state === "committed" && (
          <Link className="btn primary" href="/associates">
            Open the history
          </Link>
        )}
      </span>
    </section>
  );
}

function title(importId: number, state: ImportState): string {
  switch (state) {
    case "committed":
      return `Import ${importId} is in the history`;
    case "failed":
      return `Import ${importId} stopped part way`;
    case "undone":
      return `Import ${importId} is undone`;
    default:
      return `Import ${importId} was discarded`;
  }
}

function countWords({ added, duplicates, rejected, removed }: ImportCounts): string {
  const parts = [
    `${counted(added, "event")} new`,
    `${count(duplicates)} there already`,
    `${count(rejected)} rejected`,
  ];
  const kept = parts.join(", ");
  return removed === undefined ? `${kept}.` : `${kept}. ${counted(removed, "event")} taken out again.`;
}
