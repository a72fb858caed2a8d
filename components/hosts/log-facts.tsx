import { TrustItem } from "@/components/history/trust-note";
import type { Stretch } from "@/lib/domain/coverage";
import type { HostLog } from "@/lib/domain/coverage-facts";
import { clockTime, dayName, isoDay } from "@/lib/format/clock";
import { counted } from "@/lib/format/count";
import { ago } from "@/lib/format/duration";

interface LogFactsProps {
  readonly logs: readonly HostLog[];
  readonly stretches: readonly Stretch[];
  /** From here to the last record nothing is missing. */
  readonly wholeSince: number | null;
  readonly now: number;
  readonly timeZone: string;
}

const SHOWN = 5;
const MOST = 60;

/** What was read of each log, since when that is whole, and every stretch of the last year that is not. */
export function LogFacts({ logs, stretches, wholeSince, now, timeZone }: LogFactsProps) {
  const items = stretches
    .slice(0, MOST)
    .map((stretch) => (
      <TrustItem
        key={`${stretch.kind} ${stretch.log} ${stretch.from} ${stretch.until}`}
        host={null}
        stretch={stretch}
        timeZone={timeZone}
      />
    ));
  return (
    <section className="logs" aria-label="What was read of its logs">
      <h3>Logs</h3>
      <div className="meta">
        {logs.length === 0
          ? "No log of this host was read yet."
          : wholeSince === null
            ? "Something is missing up to the last record."
            : `Nothing is missing since ${moment(wholeSince, timeZone)}.`}
      </div>
      <dl>
        {logs.map((log) => (
          <div key={log.log}>
            <dt>{log.log === "LocalSessionManager" ? "Session manager" : log.log}</dt>
            <dd title={`Last record #${log.lastRecord}, ${moment(log.lastAt, timeZone)}`}>
              {counted(log.events, "record")}, last {ago(log.lastAt, now)}
            </dd>
          </div>
        ))}
      </dl>
      {items.length > 0 && (
        <div className="trust" data-missing>
          <h3>Not covered, of the last year</h3>
          <ul>{items.slice(0, SHOWN)}</ul>
          {items.length > SHOWN && (
            <details>
              <summary>{counted(items.length - SHOWN, "more stretch", "more stretches")}</summary>
              <ul>{items.slice(SHOWN)}</ul>
            </details>
          )}
        </div>
      )}
    </section>
  );
}

function moment(at: number, timeZone: string): string {
  return `${dayName(at, timeZone)} ${isoDay(at, timeZone).slice(0, 4)} ${clockTime(at, timeZone)}`;
}
