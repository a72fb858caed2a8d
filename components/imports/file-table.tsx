"use client";

import { type Column, TableHead } from "@/components/ui/table-head";
import type { FileReport, ImportFileStatus } from "@/lib/domain/import-facts";
import { type FileChange, FileRow } from "./file-row";
import { ScrollRegion } from "./scroll-region";
import type { Upload } from "./upload-queue";

interface FileTableProps {
  readonly importId: number;
  readonly files: readonly ImportFileStatus[];
  readonly uploads: ReadonlyMap<number, Upload>;
  readonly reports: Readonly<Record<number, FileReport>>;
  /** Null where the import takes no change any more, or not from who looks on. */
  readonly change: FileChange | null;
  readonly oneHost: string;
}

/** More files than these do not push what they hold out of sight. */
const MOST_WHOLE = 8;

const COLUMNS: readonly Column[] = ["File", ["Size", "num"], "Found inside", "Progress", ["Actions", "vh"]];

export function FileTable({ importId, files, uploads, reports, change, oneHost }: FileTableProps) {
  return (
    <ScrollRegion label="Files" isBounded={files.length > MOST_WHOLE}>
      <table className="tbl files" aria-label="Files">
        <colgroup>
          <col className="c-file" />
          <col className="c-bytes" />
          <col className="c-inside" />
          <col />
          <col className="c-act" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {files.map((file) => {
            const { [file.id]: report } = reports;
            return (
              <FileRow
                key={file.id}
                importId={importId}
                file={file}
                upload={uploads.get(file.id)}
                report={report}
                oneHost={oneHost}
                change={change}
              />
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
