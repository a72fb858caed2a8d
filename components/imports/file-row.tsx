"use client";

import Link from "next/link";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { FileReport, ImportFileStatus } from "@/lib/domain/import-facts";
import { counted, visibleText } from "@/lib/format/count";
import { ArchiveRows } from "./archive-rows";
import { FileProgress } from "./file-progress";
import { bytesWords, formatWords, hostsWords } from "./import-words";
import { type NameHost, NameHostField } from "./name-host-field";
import { type Upload, uploadQueue } from "./upload-queue";

export interface FileChange {
  readonly leaveOut: (fileId: number) => void;
  readonly nameHost: NameHost;
}

interface FileRowProps {
  readonly importId: number;
  readonly file: ImportFileStatus;
  readonly upload: Upload | undefined;
  readonly report: FileReport | undefined;
  readonly oneHost: string;
  readonly change: FileChange | null;
}

/** One file, and below it what a zip holds. */
export function FileRow({ importId, file, upload, report, oneHost, change }: FileRowProps) {
  const [isOpen, setOpen] = useState(false);
  const rowsId = useId();
  const name = visibleText(file.name);
  const inside = (report?.entries.length ?? 0) + (report?.moreEntries ?? 0);
  return (
    <>
      <tr>
        <td>
          <span className="f-name trunc" title={name}>
            {name}
          </span>
          <Hash file={file} />
        </td>
        <td className="num mono">{bytesWords(file.bytes)}</td>
        <td>
          {formatWords(file.format) !== null && (
            <span className="badge mono">{formatWords(file.format)}</span>
          )}{" "}
          {inside > 0 && (
            <button
              type="button"
              className="link f-inside"
              aria-expanded={isOpen}
              aria-controls={rowsId}
              aria-label={`${counted(inside, "file")} inside ${name}`}
              onClick={() => setOpen(!isOpen)}
            >
              {counted(inside, "file")} inside <Icon name={isOpen ? "up" : "down"} small />
            </button>
          )}{" "}
          {report && report.unnamed > 0 && oneHost === "" ? (
            <NameHostField
              key={file.hostName}
              importId={importId}
              fileId={file.id}
              label={`Host of ${name}`}
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
                aria-label={`Leave out ${name}`}
                onClick={() => change.leaveOut(file.id)}
              >
                <Icon name="x" small />
              </Button>
            </span>
          )}
        </td>
      </tr>
      {report && isOpen && <ArchiveRows id={rowsId} report={report} />}
    </>
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
