"use client";

import { Icon } from "@/components/ui/icon";
import type { FileReport, ImportFileStatus } from "@/lib/domain/import-facts";
import { count, counted, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { bytesWords, leftWords, readingWords } from "./import-words";
import { Progress } from "./progress";
import type { Upload } from "./upload-queue";

interface FileProgressProps {
  readonly file: ImportFileStatus;
  readonly upload: Upload | undefined;
  readonly report: FileReport | undefined;
}

/** Where a file is on its way: sent, read, or why not. */
export function FileProgress({ file, upload, report }: FileProgressProps) {
  const name = visibleText(file.name);
  switch (file.state) {
    case "uploading":
      return <Sending name={name} file={file} upload={upload} />;
    case "waiting":
      return <span className="done">Sent, and read next</span>;
    case "reading":
      return (
        <Progress
          label={`Reading ${name}`}
          share={file.readBytes / file.bytes}
          left={`${bytesWords(Math.min(file.bytes, file.readBytes))} of ${bytesWords(file.bytes)}`}
          right={readingWords(file)}
        />
      );
    case "unreadable":
      return (
        <span className="done bad" title={report?.rejects[0] && visibleText(report.rejects[0].reason)}>
          <Icon name="warn" small />
          <span>{visibleText(report?.rejects[0]?.reason ?? "It cannot be read")}</span>
        </span>
      );
    default:
      return report ? (
        <span className="done">
          <Icon name="check" small />
          <span title={`Read in ${took(report.ms)}`}>
            {counted(report.kept, "event")} of {counted(report.records, "record")}
            {report.rejected > 0 && <span className="bad">, {count(report.rejected)} rejected</span>}
          </span>
        </span>
      ) : null;
  }
}

function Sending({
  name,
  file,
  upload,
}: {
  name: string;
  file: ImportFileStatus;
  upload: Upload | undefined;
}) {
  const sent = Math.max(file.received, upload?.sent ?? 0);
  const { right, isPaused } = wordsOf(upload, file.bytes - sent, sent);
  return (
    <Progress
      label={`Sending ${name}`}
      share={sent / file.bytes}
      left={`${bytesWords(sent)} of ${bytesWords(file.bytes)} sent`}
      right={right}
      isPaused={isPaused}
    />
  );
}

function wordsOf(
  upload: Upload | undefined,
  left: number,
  sent: number,
): { right: string; isPaused: boolean } {
  if (!upload) {
    const right = sent > 0 ? "choose it again to go on from here" : "choose it again to send it";
    return { right, isPaused: true };
  }
  const { state } = upload;
  switch (state.kind) {
    case "queued":
      return { right: "next", isPaused: true };
    case "sending":
      return {
        right: `${bytesWords(state.bytesPerSecond)}/s · ${leftWords(left, state.bytesPerSecond)}`,
        isPaused: false,
      };
    case "paused":
      return { right: "paused", isPaused: true };
    case "lost":
      return { right: `${state.why}; trying again`, isPaused: true };
    case "stopped":
      return { right: state.why, isPaused: true };
    case "sent":
      return { right: "sent", isPaused: false };
  }
}
