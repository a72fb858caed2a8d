import Link from "next/link";
import { Fragment } from "react";
import { RawBlock } from "@/components/orders/raw-block";
import { shortHash } from "@/components/orders/short-hash";
import { CopyId } from "@/components/ui/copy-id";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type Actor, actorName } from "@/lib/domain/actor";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";

export interface TrailRow {
  readonly seq: bigint;
  readonly at: Date;
  readonly name: string;
  readonly actor: Actor;
  readonly subject: string;
  readonly detail: unknown;
  readonly previous: string;
  readonly hash: string;
}

interface TrailTableProps {
  readonly entries: readonly TrailRow[];
  readonly openSeq: string | null;
  readonly hrefOf: (openSeq: string | null) => string;
  readonly now: number;
  readonly timeZone: string;
  /** The first link that does not hold. */
  readonly brokenSeq: string | null;
}

const COLUMNS: readonly Column[] = ["Entry", "When", "What", "Who", "Subject", "Detail", "Hash"];

export function TrailTable({ entries, openSeq, hrefOf, now, timeZone, brokenSeq }: TrailTableProps) {
  return (
    <table className="tbl trail-tbl" aria-label="Trail">
      <colgroup>
        <col className="c-seq" />
        <col className="c-when" />
        <col className="c-name" />
        <col className="c-by" />
        <col className="c-sub" />
        <col />
        <col className="c-hash" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {entries.map((entry) => {
          const seq = entry.seq.toString();
          const isOpen = seq === openSeq;
          return (
            <Fragment key={seq}>
              <tr className={isOpen ? "open" : undefined}>
                <td>
                  <Link
                    className="mono cover"
                    href={hrefOf(isOpen ? null : seq)}
                    aria-expanded={isOpen}
                    scroll={false}
                  >
                    {seq}
                  </Link>
                </td>
                <td>
                  <time className="mono" dateTime={entry.at.toISOString()}>
                    {clockOrDay(entry.at.getTime(), now, timeZone)}
                  </time>
                </td>
                <td>
                  <span className="strong">{entry.name}</span>
                  {seq === brokenSeq && <span className="badge danger">does not hold</span>}
                </td>
                <td>{visibleText(actorName(entry.actor))}</td>
                <td>
                  <Subject subject={entry.subject} />
                </td>
                <td className="quiet">{summary(entry.detail)}</td>
                <td>
                  <CopyId
                    value={entry.hash}
                    shown={shortHash(entry.hash)}
                    what={`hash ${shortHash(entry.hash)}`}
                  />
                </td>
              </tr>
              {isOpen && (
                <tr className="det">
                  <td colSpan={7}>
                    <RawBlock label={`Entry ${seq}`} text={whole(entry)} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

const PAGE_OF: Readonly<Record<string, string>> = {
  order: "/orders",
  host: "/hosts",
  associate: "/associates",
};

function Subject({ subject }: { readonly subject: string }) {
  const [kind = "", id = ""] = subject.split(":");
  const page = PAGE_OF[kind];
  const words = <span className="mono">{visibleText(subject)}</span>;
  return page && /^\d+$/.test(id) ? (
    <Link className="over" href={`${page}/${id}`}>
      {words}
    </Link>
  ) : (
    words
  );
}

/** `reason The session hangs · targets 4`: what fits on a line; the row opens to the rest. */
function summary(detail: unknown): string {
  if (!detail || typeof detail !== "object") return "";
  const parts = Object.entries(detail).flatMap(([key, value]) =>
    value === "" || value === null || typeof value === "object" ? [] : [`${inWords(key)} ${String(value)}`],
  );
  return visibleText(parts.join(" · "));
}

/** `tokenId`: token id */
function inWords(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function whole({ seq, at, name, actor, subject, detail, previous, hash }: TrailRow): string {
  const entry = { seq: seq.toString(), at: at.toISOString(), name, actor, subject, detail, previous, hash };
  return JSON.stringify(entry, null, 2);
}
