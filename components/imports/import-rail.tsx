import { type Actor, actorName } from "@/lib/domain/actor";
import type { ImportPreview } from "@/lib/domain/import-facts";
import { clockOrDay, isoDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { type NameHost, NameHostField } from "./name-host-field";
import { OffsetField, type SetOffset } from "./offset-field";

interface ImportRailProps {
  readonly importId: number;
  readonly source: "web" | "cli";
  readonly createdBy: Actor;
  readonly createdAt: Date;
  readonly preview: ImportPreview | null;
  readonly oneHost: string;
  readonly nameHost: NameHost | null;
  readonly utcOffset: number | null;
  readonly setOffset: SetOffset | null;
  /** What had to be assumed of a log, as its reader says it. */
  readonly notes: readonly { readonly file: string; readonly note: string }[];
  readonly trail: readonly {
    readonly seq: bigint;
    readonly at: Date;
    readonly name: string;
    readonly actor: Actor;
  }[];
  readonly now: number;
  readonly timeZone: string;
}

const SHOWN_NOTES = 10;

/** Who, whose, from when to when, and what was done with it. */
export function ImportRail(props: ImportRailProps) {
  const { importId, source, createdBy, createdAt, preview, trail, now, timeZone } = props;
  const { oneHost, nameHost, utcOffset, setOffset, notes } = props;
  return (
    <aside className="i-rail" aria-label="About this import">
      <section>
        <dl className="facts">
          <dt>Brought by</dt>
          <dd>
            <span className="trunc">{visibleText(actorName(createdBy))}</span>
            <span className="meta">{clockOrDay(createdAt.getTime(), now, timeZone)}</span>
          </dd>
          <dt>From</dt>
          <dd>{source === "cli" ? "the command line" : "the browser"}</dd>
          {preview && (
            <>
              <dt>Events</dt>
              <dd>{count(preview.events)}</dd>
              <dt>Hosts</dt>
              <dd>{count(preview.hosts.length + preview.moreHosts)}</dd>
              <dt>Accounts</dt>
              <dd>{count(preview.accounts)}</dd>
              <dt>Covers</dt>
              <dd>{rangeWords(preview, timeZone)}</dd>
            </>
          )}
        </dl>
      </section>
      {(nameHost || oneHost !== "") && (
        <section>
          <h3>All of one machine</h3>
          <p className="meta">
            Logs of one host that was called differently over time, or that say nothing of it, are told apart
            from others by the name given here.
          </p>
          <NameHostField
            key={oneHost}
            importId={importId}
            fileId={null}
            label="All files are logs of this host"
            host={oneHost}
            nameHost={nameHost}
          />
        </section>
      )}
      {(setOffset || utcOffset !== null) && (
        <section>
          <h3>Times without a zone</h3>
          <p className="meta">
            Some logs, such as NXLog’s, tell local times. Unless the log shows its offset they are taken for
            UTC; say here how far ahead of it the clocks stood.
          </p>
          <OffsetField key={utcOffset} importId={importId} utcOffset={utcOffset} setOffset={setOffset} />
        </section>
      )}
      {notes.length > 0 && (
        <section>
          <h3>Assumed</h3>
          <ul className="i-notes">
            {notes.slice(0, SHOWN_NOTES).map(({ file, note }) => (
              <li key={`${file} ${note}`}>
                <span className="trunc mono" title={visibleText(file)}>
                  {visibleText(file)}
                </span>
                <span className="meta">{visibleText(note)}</span>
              </li>
            ))}
          </ul>
          {notes.length > SHOWN_NOTES && (
            <p className="meta">And {count(notes.length - SHOWN_NOTES)} more.</p>
          )}
        </section>
      )}
      <section>
        <h3>Trail</h3>
        <ol className="i-trail">
          {trail.map((entry) => (
            <li key={entry.seq.toString()}>
              <span className="strong">{entry.name}</span>
              <span className="quiet trunc">{visibleText(actorName(entry.actor))}</span>
              <time className="mono quiet" dateTime={entry.at.toISOString()}>
                {clockOrDay(entry.at.getTime(), now, timeZone)}
              </time>
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}

function rangeWords({ firstAt, lastAt }: ImportPreview, timeZone: string): string {
  if (firstAt === null || lastAt === null) return "";
  const [first, last] = [isoDay(firstAt, timeZone), isoDay(lastAt, timeZone)];
  return first === last ? first : `${first} – ${last}`;
}
