import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { type Column, TableHead } from "@/components/ui/table-head";
import { clockOrDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { ago } from "@/lib/format/duration";

export interface AssociateListRow {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly isProtected: boolean;
  readonly accounts: number;
  readonly liveSessions: number;
  readonly lastSeenAt: Date | null;
}

interface AssociateListProps {
  readonly rows: readonly AssociateListRow[];
  readonly now: number;
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = [
  "Name",
  ["Id", "num"],
  "Full name",
  "Group",
  ["Accounts", "num"],
  ["Sessions now", "num"],
  "Last seen",
];

export function AssociateList({ rows, now, timeZone }: AssociateListProps) {
  return (
    <div className="tbl-wrap">
      <table className="tbl" aria-label="Associates">
        <colgroup>
          <col style={{ width: 190 }} />
          <col style={{ width: 72 }} />
          <col />
          <col style={{ width: 180 }} />
          <col style={{ width: 84 }} />
          <col style={{ width: 110 }} />
          <col style={{ width: 260 }} />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link className="go strong" href={`/associates/${row.id}`}>
                  {visibleText(row.name)}
                </Link>
              </td>
              <td className="num mono">{row.id}</td>
              <td>
                {visibleText(row.fullName)}{" "}
                {row.isProtected && (
                  <Badge look="dashed" title="Never logged off by an order without a second operator">
                    protected
                  </Badge>
                )}
              </td>
              <td>{row.group ? visibleText(row.group) : <span className="quiet">none</span>}</td>
              <td className="num">{count(row.accounts)}</td>
              <td className="num">
                {row.liveSessions > 0 ? (
                  <span className="strong">{count(row.liveSessions)}</span>
                ) : (
                  <span className="quiet">0</span>
                )}
              </td>
              <td>
                <LastSeen row={row} now={now} timeZone={timeZone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LastSeen({
  row,
  now,
  timeZone,
}: {
  readonly row: AssociateListRow;
  readonly now: number;
  readonly timeZone: string;
}) {
  if (row.liveSessions > 0) return <span className="strong">on now</span>;
  if (!row.lastSeenAt) return <span className="quiet">never, in any log</span>;
  const at = row.lastSeenAt.getTime();
  return (
    <>
      <span className="mono">{clockOrDay(at, now, timeZone)}</span>{" "}
      <span className="rel">· {ago(at, now)}</span>
    </>
  );
}
