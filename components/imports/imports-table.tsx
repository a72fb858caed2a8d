import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type Actor, actorName } from "@/lib/domain/actor";
import type { ImportCounts, ImportState } from "@/lib/domain/import-facts";
import { clockOrDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { bytesWords, IMPORT_STATE_WORDS } from "./import-words";
import { ScrollRegion } from "./scroll-region";

export interface ImportRow {
  readonly id: number;
  readonly state: ImportState;
  readonly createdAt: Date;
  readonly createdBy: Actor;
  readonly counts: ImportCounts | null;
  readonly files: number;
  readonly firstName: string;
  readonly bytes: number;
}

interface ImportsTableProps {
  readonly imports: readonly ImportRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = [
  "Import",
  "Files",
  ["Size", "num"],
  "When",
  "Who",
  ["New", "num"],
  ["Duplicate", "num"],
  ["Rejected", "num"],
  "State",
];

export function ImportsTable({ imports, now, timeZone }: ImportsTableProps) {
  return (
    <ScrollRegion label="Imports so far">
      <table className="tbl imports-tbl" aria-label="Imports so far">
        <colgroup>
          <col className="c-id" />
          <col />
          <col className="c-size" />
          <col className="c-when" />
          <col className="c-by" />
          <col className="c-count" />
          <col className="c-count" />
          <col className="c-count" />
          <col className="c-state" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {imports.map((row) => (
            <tr
              key={row.id}
              className={row.state === "undone" || row.state === "discarded" ? "is-spent" : undefined}
            >
              <td>
                <Link className="cover mono" href={`/imports/${row.id}`}>
                  {row.id}
                </Link>
              </td>
              <td title={visibleText(row.firstName)}>
                <span className="strong">{visibleText(row.firstName)}</span>
                {row.files > 1 && <span className="quiet"> and {count(row.files - 1)} more</span>}
              </td>
              <td className="num mono">{bytesWords(row.bytes)}</td>
              <td>
                <time className="mono quiet" dateTime={row.createdAt.toISOString()}>
                  {clockOrDay(row.createdAt.getTime(), now, timeZone)}
                </time>
              </td>
              <td>{visibleText(actorName(row.createdBy))}</td>
              <td className="num">{row.counts && count(row.counts.added)}</td>
              <td className="num">{row.counts && count(row.counts.duplicates)}</td>
              <td className="num">{row.counts && count(row.counts.rejected)}</td>
              <td>{IMPORT_STATE_WORDS[row.state]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
