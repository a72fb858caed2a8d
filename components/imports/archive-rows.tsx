import type { FileReport } from "@/lib/domain/import-facts";
import { count, counted, visibleText } from "@/lib/format/count";
import { bytesWords, formatWords } from "./import-words";

/** What a zip holds: each file with its size, its kind, and what became of its records. */
export function ArchiveRows({ id, report }: { readonly id: string; readonly report: FileReport }) {
  const { entries, moreEntries = 0 } = report;
  return (
    <>
      {entries.map((entry, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an archive may hold one name twice, and is told in its order
        <tr key={i} id={i === 0 ? id : undefined} className="f-entry">
          <td>
            <span className="trunc" title={visibleText(entry.name)}>
              {entry.name === "" ? "the archive itself" : visibleText(entry.name)}
            </span>
          </td>
          <td className="num mono">{entry.bytes === 0 ? "" : bytesWords(entry.bytes)}</td>
          <td>
            {formatWords(entry.format) === null ? (
              <span className="quiet">not a log that is read</span>
            ) : (
              <span className="badge mono">{formatWords(entry.format)}</span>
            )}
          </td>
          <td colSpan={2}>
            {counted(entry.kept, "event")} of {counted(entry.records, "record")}
            {entry.rejected > 0 && <span className="bad">, {count(entry.rejected)} rejected</span>}
          </td>
        </tr>
      ))}
      {moreEntries > 0 && (
        <tr className="f-entry">
          <td colSpan={5} className="quiet">
            And {counted(moreEntries, "file")} more; what could not be read of them is among the rejects.
          </td>
        </tr>
      )}
    </>
  );
}
