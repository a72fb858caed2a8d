import { EmptyState } from "@/components/ui/empty-state";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { FileReport } from "@/lib/domain/import-facts";
import { count, visibleText } from "@/lib/format/count";
import { ScrollRegion } from "./scroll-region";

const COLUMNS: readonly Column[] = ["File", "Where", "Why"];

/** What could not be read: which file, where in it, and why. */
export function RejectTable({
  files,
}: {
  readonly files: readonly { readonly name: string; readonly report: FileReport }[];
}) {
  const rows = files.flatMap(({ name, report }) => report.rejects.map((reject) => ({ name, ...reject })));
  if (rows.length === 0)
    return <EmptyState title="Nothing was rejected">Every record was understood.</EmptyState>;
  const more = files.reduce(
    (sum, { report }) => sum + Math.max(0, report.rejected - report.rejects.length),
    0,
  );
  return (
    <ScrollRegion label="Rejects">
      <table className="tbl pv-rejects" aria-label="Rejects">
        <colgroup>
          <col className="c-file" />
          <col className="c-where" />
          <col />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rejects are told in the order of the file and never change
            <tr key={i}>
              <td className="strong" title={visibleText(row.name)}>
                {visibleText(row.name)}
              </td>
              <td className="mono" title={visibleText(row.where)}>
                {row.where === "" ? "the whole file" : visibleText(row.where)}
              </td>
              <td className="wrap">{visibleText(row.reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="gutter quiet">And {count(more)} more like these.</p>}
    </ScrollRegion>
  );
}
