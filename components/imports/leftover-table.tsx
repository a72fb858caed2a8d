import { EmptyState } from "@/components/ui/empty-state";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { PreviewLeftover } from "@/lib/domain/import-facts";
import { clockTime, dayName } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { ScrollRegion } from "./scroll-region";

interface LeftoverTableProps {
  readonly leftovers: readonly PreviewLeftover[];
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = ["Event", "Host", "First", "Why it pairs with nothing", ["Events", "num"]];

/** Events that belong to no session, and why. */
export function LeftoverTable({ leftovers, timeZone }: LeftoverTableProps) {
  if (leftovers.length === 0)
    return <EmptyState title="Nothing is left over">Every event found its session.</EmptyState>;
  return (
    <ScrollRegion label="Leftovers">
      <table className="tbl pv-leftovers" aria-label="Leftovers">
        <colgroup>
          <col className="c-event" />
          <col className="c-host" />
          <col className="c-time" />
          <col />
          <col className="c-count" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {leftovers.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a preview is drawn whole, and its rows have no identity yet
            <tr key={i}>
              <td className="mono strong">{one.eventId}</td>
              <td className="mono">{visibleText(one.host)}</td>
              <td className="mono quiet">
                {dayName(one.at, timeZone)} {clockTime(one.at, timeZone)}
              </td>
              <td title={visibleText(one.why)}>{visibleText(one.why)}</td>
              <td className="num">{count(one.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
