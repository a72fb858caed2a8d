import { type Column, TableHead } from "@/components/ui/table-head";
import { clockOrDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";

export interface CameInRow {
  readonly id: number;
  readonly label: string;
  readonly added: number;
  readonly known: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly rejects: readonly {
    readonly at: Date;
    readonly place: string;
    readonly reason: string;
    readonly sample: string;
  }[];
}

interface CameInProps {
  readonly rows: readonly CameInRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = [
  "Token",
  ["New events", "num"],
  ["Known already", "num"],
  ["Of no interest", "num"],
  ["Rejected", "num"],
];

/** What shippers brought, and what of it was not understood. */
export function CameIn({ rows, now, timeZone }: CameInProps) {
  return (
    <>
      <table className="tbl enrol-tbl" aria-label="What came in">
        <colgroup>
          <col />
          <col className="c-count" />
          <col className="c-count" />
          <col className="c-count" />
          <col className="c-count" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <span className="strong">{visibleText(row.label)}</span>
              </td>
              <td className="num">{count(row.added)}</td>
              <td className="num">{count(row.known)}</td>
              <td className="num">{count(row.skipped)}</td>
              <td className="num">{count(row.rejected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows
        .filter(({ rejects }) => rejects.length > 0)
        .map((row) => (
          <details key={row.id} className="gutter rejects">
            <summary>
              Rejected of {visibleText(row.label)}, the latest {count(row.rejects.length)}
            </summary>
            <ul>
              {row.rejects.map((reject, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a list that is only ever replaced as a whole
                <li key={n}>
                  <time className="mono" dateTime={reject.at.toISOString()}>
                    {clockOrDay(reject.at.getTime(), now, timeZone)}
                  </time>{" "}
                  {visibleText(reject.place)}: {visibleText(reject.reason)}
                  {reject.sample !== "" && <code>{visibleText(reject.sample)}</code>}
                </li>
              ))}
            </ul>
          </details>
        ))}
    </>
  );
}
