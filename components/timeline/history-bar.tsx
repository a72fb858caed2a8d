import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { ExportMenu } from "./export-menu";
import { MonthMenu } from "./month-menu";

interface HistoryBarProps {
  readonly title: string;
  readonly range: string;
  readonly views: readonly {
    readonly label: string;
    readonly href: string;
    readonly isOn: boolean;
    readonly hint?: string;
  }[];
  readonly olderHref: string | null;
  readonly newerHref: string | null;
  readonly olderWord: string;
  readonly newerWord: string;
  /** Where what is shown comes as a file. */
  readonly exportHref: string;
  readonly months?: React.ComponentProps<typeof MonthMenu>;
}

/** What is shown, in which shape, and the way to its neighbours: every choice is an address. */
export function HistoryBar(props: HistoryBarProps) {
  return (
    <div className="hist-bar">
      <h3 className="hd">{props.title}</h3>
      <span className="meta">{props.range}</span>
      <span className="spring" />
      <nav className="seg" aria-label="Shape of the history">
        {props.views.map((view) => (
          <Link
            key={view.label}
            href={view.href}
            aria-current={view.isOn ? "page" : undefined}
            scroll={false}
          >
            {view.label} {view.hint && <Kbd>{view.hint}</Kbd>}
          </Link>
        ))}
      </nav>
      {props.months && <MonthMenu {...props.months} />}
      <ExportMenu what={`the sessions of ${props.range}`} href={props.exportHref} />
      <nav className="row no-print" aria-label="Earlier and later">
        <Neighbour href={props.olderHref} icon="up" word={props.olderWord} />
        <Neighbour href={props.newerHref} icon="down" word={props.newerWord} />
      </nav>
    </div>
  );
}

function Neighbour({
  href,
  icon,
  word,
}: {
  readonly href: string | null;
  readonly icon: "up" | "down";
  readonly word: string;
}) {
  const inside = (
    <>
      <Icon name={icon} small /> <span className="word">{word}</span>
    </>
  );
  return href === null ? (
    <span className="btn sm" aria-disabled="true" title={word}>
      {inside}
    </span>
  ) : (
    <Link className="btn sm" href={href} scroll={false} title={word}>
      {inside}
    </Link>
  );
}
