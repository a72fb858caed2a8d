import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import { clockTime, dayName } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { duration } from "@/lib/format/duration";
import { endingLabel } from "./ending-words";

export interface LongestRow {
  readonly id: string;
  readonly associateId: number | null;
  readonly person: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly startedAt: Date | null;
  readonly startedBefore: Date | null;
  readonly endKind: string;
  readonly seconds: number;
}

interface LongestTableProps {
  readonly rows: readonly LongestRow[];
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["Associate", "Host", "Logged on", "How it ended", ["On for", "num"]];

export function LongestTable({ rows, timeZone }: LongestTableProps) {
  return (
    <div className="tbl-wrap">
      <table className="tbl">
        <caption className="sr-only">The longest sessions of the period</caption>
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                {row.associateId === null ? (
                  visibleText(row.person)
                ) : (
                  <Link className="go" href={`/associates/${row.associateId}?session=${row.id}`}>
                    {visibleText(row.person)}
                  </Link>
                )}
              </td>
              <td className="mono">
                <Link className="go" href={`/hosts/${row.hostId}`}>
                  {visibleText(row.hostName)}
                </Link>
              </td>
              <td className="mono">{began(row, timeZone)}</td>
              <td>{endingLabel(row.endKind)}</td>
              <td className="num">
                {row.startedAt === null || row.endKind === "open" ? "≥ " : ""}
                {duration(row.seconds * 1_000)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function began({ startedAt, startedBefore }: LongestRow, timeZone: string): string {
  const at = (startedAt ?? startedBefore)?.getTime();
  if (at === undefined) return "not recorded";
  return `${startedAt === null ? "before " : ""}${dayName(at, timeZone)} ${clockTime(at, timeZone)}`;
}
