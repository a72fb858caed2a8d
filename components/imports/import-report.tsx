import Link from "next/link";
import { historyHref } from "@/components/history/history-address";
import { Icon } from "@/components/ui/icon";
import type { ImportCounts, ImportState } from "@/lib/domain/import-facts";
import { isoDay } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";
import { type Undo, UndoImport } from "./undo-import";

interface BroughtHost {
  readonly id: number;
  readonly name: string;
  readonly events: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

interface ImportReportProps {
  readonly importId: number;
  readonly state: ImportState;
  readonly counts: ImportCounts | null;
  readonly problem: string;
  readonly hosts: readonly BroughtHost[];
  /** Null for who may only look. */
  readonly undo: Undo | null;
  readonly timeZone: string;
}

const SHOWN_HOSTS = 8;

/** What became of it, and where to read on. */
export function ImportReport({ importId, state, counts, problem, hosts, undo, timeZone }: ImportReportProps) {
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
          <ul className="hosts" aria-label="What it brought">
            {hosts.slice(0, SHOWN_HOSTS).map((host) => (
              <li key={host.id}>
                <Link className="link mono strong" href={`/hosts/${host.id}`}>
                  {visibleText(host.name)}
                </Link>{" "}
                <span className="quiet">
                  {counted(host.events, "event")}, {rangeWords(host, timeZone)}
                </span>{" "}
                <Link
                  className="link"
                  href={broughtHref([host])}
                  aria-label={`Who was on, and when: ${visibleText(host.name)}`}
                >
                  Who was on, and when
                </Link>
              </li>
            ))}
            {hosts.length > SHOWN_HOSTS && <li>and {count(hosts.length - SHOWN_HOSTS)} more hosts</li>}
          </ul>
        )}
      </div>
      <span className="row">
        {(state === "committed" || state === "failed") && undo && (
          <UndoImport importId={importId} added={counts?.added ?? null} undo={undo} />
        )}
        {state === "committed" && (
          <Link className="btn primary" href={broughtHref(hosts)}>
            Open the history
          </Link>
        )}
      </span>
    </section>
  );
}

const NAMED_HOSTS = 10;
const MINUTE_MS = 60_000;

/** The History page at what was brought: these hosts, from the first event to the last. */
function broughtHref(hosts: readonly BroughtHost[]): string {
  if (hosts.length === 0) return historyHref({});
  const from = Math.floor(Math.min(...hosts.map(({ firstAt }) => firstAt)) / MINUTE_MS) * MINUTE_MS;
  const until = (Math.floor(Math.max(...hosts.map(({ lastAt }) => lastAt)) / MINUTE_MS) + 1) * MINUTE_MS;
  const names = hosts.length > NAMED_HOSTS ? [] : hosts.map(({ name }) => `host:${quoted(name)}`);
  const bounds = [`from:${minuteText(from)}`, `until:${minuteText(until)}`];
  return historyHref({ q: [...names, ...bounds].join(" ") });
}

function minuteText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}

/** A name with a space in it would end its chip. */
function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `"${name.replaceAll('"', "?")}"`;
}

function rangeWords({ firstAt, lastAt }: BroughtHost, timeZone: string): string {
  const [first, last] = [isoDay(firstAt, timeZone), isoDay(lastAt, timeZone)];
  return first === last ? first : `${first} – ${last}`;
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
