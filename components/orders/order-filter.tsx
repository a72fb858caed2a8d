import Form from "next/form";
import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { queryHref } from "./query-href";

interface OrderFilterProps {
  readonly view: string;
  readonly by: string;
  readonly q: string;
  readonly operators: readonly string[];
}

const VIEWS = [
  ["all", "All"],
  ["open", "Open"],
  ["look", "To look at"],
  ["settled", "Settled"],
  ["approve", "To approve"],
] as const;

/** A plain form: the filter is the address. */
export function OrderFilter({ view, by, q, operators }: OrderFilterProps) {
  return (
    <div className="rec-bar">
      <nav className="tabs" aria-label="Which orders">
        {VIEWS.map(([key, word]) => (
          <Link
            key={key}
            className="tab"
            href={queryHref("/orders", { view: key === "all" ? null : key, by, q })}
            aria-current={view === key ? "page" : undefined}
          >
            {word}
          </Link>
        ))}
      </nav>
      <span className="spring" />
      <Form action="/orders" className="row" role="search">
        {view !== "all" && <input type="hidden" name="view" value={view} />}
        <label className="query">
          <Icon name="search" />
          <input
            key={q}
            name="q"
            type="search"
            defaultValue={q}
            placeholder="Reason, ticket or number"
            aria-label="Reason, ticket or number"
          />
        </label>
        <select key={by} className="select" name="by" defaultValue={by} aria-label="Asked by">
          <option value="">Everybody</option>
          {operators.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit" className="btn">
          Filter
        </button>
        {(q !== "" || by !== "") && (
          <Link className="btn ghost" href={queryHref("/orders", { view: view === "all" ? null : view })}>
            Clear
          </Link>
        )}
      </Form>
    </div>
  );
}
