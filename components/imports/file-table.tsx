"use client";

import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { FileReport, ImportFileStatus } from "@/lib/domain/import-facts";
import { visibleText } from "@/lib/format/count";
import { FileProgress } from "./file-progress";
import { bytesWords, formatWords, hostsWords } from "./import-words";
import { type NameHost, NameHostField } from "./name-host-field";
import { ScrollRegion } from "./scroll-region";
import { type Upload, uploadQueue } from "./upload-queue";

interface FileTableProps {
  readonly importId: number;
  readonly files: readonly ImportFileStatus[];
  readonly uploads: ReadonlyMap<number, Upload>;
  readonly reports: Readonly<Record<number, FileReport>>;
  /** Null where the import takes no change any more, or not from who looks on. */
  readonly change: { readonly leaveOut: (fileId: number) => void; readonly nameHost: NameHost } | null;
  readonly oneHost: string;
}

export function FileTable({ importId, files, uploads, reports, change, oneHost }: FileTableProps) {
  return (
    <ScrollRegion label="Files">
      <table className="tbl files" aria-label="Files">
        <colgroup>
          <col className="c-file" />
          <col className="c-bytes" />
          <col className="c-inside" />
          <col />
          <col className="c-act" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="num">
              Size
            </th>
            <th scope="col">Found inside</th>
            <th scope="col">Progress</th>
            <th scope="col">
              <span className="vh">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => {
            const report = reports[file.id];
            const upload = uploads.get(file.id);
            return (
              <tr key={file.id}>
                <td>
                  <span className="f-name trunc" title={visibleText(file.name)}>
                    {visibleText(file.name)}
                  </span>
                  <Hash file={file} />
                </td>
                <td className="num mono">{bytesWords(file.bytes)}</td>
                <td>
                  {formatWords(file.format) !== null && (
                    <span className="badge mono">{formatWords(file.format)}</span>
                  )}{" "}
                  {report && report.unnamed > 0 && oneHost === "" ? (
                    <NameHostField
                      key={file.hostName}
                      importId={importId}
                      fileId={file.id}
                      label={`Host of ${visibleText(file.name)}`}
                      host={file.hostName}
                      nameHost={change?.nameHost ?? null}
                    />
                  ) : (
                    report && <span className="quiet">{visibleText(oneHost || hostsWords(report))}</span>
                  )}
                </td>
                <td>
                  <FileProgress file={file} upload={upload} report={report} />
                </td>
                <td className="num">
                  {change && (
                    <span className="acts">
                      <PauseButton file={file} upload={upload} />
                      <Button
                        look="ghost"
                        isSmall
                        className="icon"
                        title="Leave this file out"
                        aria-label={`Leave out ${visibleText(file.name)}`}
                        onClick={() => change.leaveOut(file.id)}
                      >
                        <Icon name="x" small />
                      </Button>
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Hash({ file }: { readonly file: ImportFileStatus }) {
  if (file.sha256 === null) return <span className="f-sub">hashed once it is here</span>;
  return (
    <span className="f-sub" title={`SHA-256 ${file.sha256}`}>
      sha256{" "}
      <span className="mono">
        {file.sha256.slice(0, 6)}…{file.sha256.slice(-4)}
      </span>
      {file.sameAs !== null && (
        <>
          {" "}
          · the same file as in <Link href={`/imports/${file.sameAs}`}>import {file.sameAs}</Link>
        </>
      )}
    </span>
  );
}

function PauseButton({
  file,
  upload,
}: {
  readonly file: ImportFileStatus;
  readonly upload: Upload | undefined;
}) {
  if (file.state !== "uploading" || !upload) return null;
  const isHalted = upload.state.kind === "paused" || upload.state.kind === "stopped";
  const press = () => (isHalted ? uploadQueue.resume(file.id) : uploadQueue.pause(file.id));
  const word = isHalted ? "Resume" : "Pause";
  return (
    <Button look="ghost" isSmall aria-label={`${word} ${visibleText(file.name)}`} onClick={press}>
      {word}
    </Button>
  );
}
