import Form from "next/form";
import Link from "next/link";
import { ExportMenu } from "@/components/timeline/export-menu";

interface TrailFilterProps {
  readonly name: string;
  readonly actor: string;
  readonly subject: string;
  /** The range of entries; empty where it has no bound. */
  readonly from: string;
  readonly until: string;
  readonly exportHref: string;
  readonly verifyHref: string;
}

const FIELDS = [
  ["name", "What", "order.request", ""],
  ["actor", "Who", "a.novak", ""],
  ["subject", "Subject", "order:1058", ""],
  ["from", "Entries from", "first", "short"],
  ["until", "to", "last", "short"],
] as const;

export function TrailFilter(props: TrailFilterProps) {
  const isFiltered = FIELDS.some(([key]) => props[key] !== "");
  return (
    <div className="rec-bar">
      <Form action="/trail" className="row" role="search">
        {FIELDS.map(([key, word, example, look]) => (
          <label key={key} className="inline-field">
            <span>{word}</span>
            <input
              key={props[key]}
              className={`input ${look}`}
              name={key}
              defaultValue={props[key]}
              placeholder={example}
              autoComplete="off"
            />
          </label>
        ))}
        <button type="submit" className="btn">
          Filter
        </button>
        {isFiltered && (
          <Link className="btn ghost" href="/trail">
            Clear
          </Link>
        )}
      </Form>
      <span className="spring" />
      <ExportMenu what="these entries" href={props.exportHref} />
      <Link className="btn sm" href={props.verifyHref} prefetch={false}>
        Verify
      </Link>
    </div>
  );
}
