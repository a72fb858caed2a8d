"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import type { FileReport, ImportStatus } from "@/lib/domain/import-facts";
import { DropZone } from "./drop-zone";
import { FileTable } from "./file-table";
import { type AddFiles, giveToOpen } from "./give-files";
import { ImportFoot } from "./import-foot";
import type { NameHost } from "./name-host-field";
import type { PickedFile } from "./picked-files";
import type { Undo } from "./undo-import";
import { uploadQueue } from "./upload-queue";
import { useImportStatus } from "./use-import-status";
import { WritingProgress } from "./writing-progress";

export interface ImportActions {
  readonly addFiles: AddFiles;
  readonly leaveOut: (input: { importId: number; fileId: number }) => Promise<ActionResult<unknown>>;
  readonly nameHost: NameHost;
  readonly commit: (input: { importId: number }) => Promise<ActionResult<unknown>>;
  readonly discard: (input: { importId: number }) => Promise<ActionResult<unknown>>;
  readonly undo: Undo;
}

interface ImportDeskProps {
  readonly drawn: ImportStatus;
  readonly reports: Readonly<Record<number, FileReport>>;
  readonly oneHost: string;
  /** Null for who may only look. */
  readonly actions: ImportActions | null;
  /** How many events the commit would look at. */
  readonly events: number;
  /** What was found, drawn by the server. */
  readonly children: ReactNode;
}

const NO_UPLOADS: ReturnType<typeof uploadQueue.uploads> = new Map();

/** Files on their way, what they hold, and the decision. */
export function ImportDesk({ drawn, reports, oneHost, actions, events, children }: ImportDeskProps) {
  const { status, isOffline } = useImportStatus(drawn);
  const uploads = useSyncExternalStore(uploadQueue.subscribe, uploadQueue.uploads, () => NO_UPLOADS);
  const [refusal, setRefusal] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const { importId } = status;
  const isOpen = status.state === "open" && actions !== null;

  const give = async (picked: readonly PickedFile[]) => {
    if (!actions) return;
    setRefusal(await giveToOpen(picked, { importId, files: status.files, uploads, add: actions.addFiles }));
    router.refresh();
  };
  const leaveOut = async (fileId: number) => {
    uploadQueue.drop([fileId]);
    const answer = await actions?.leaveOut({ importId, fileId }).catch(() => null);
    if (!answer?.ok) toast(answer?.message ?? "Curfew does not answer. Nothing was changed.");
    router.refresh();
  };

  return (
    <>
      {isOpen && <DropZone isFirst={false} onFiles={give} />}
      {refusal && (
        <p className="err gutter" role="alert">
          {refusal}
        </p>
      )}
      {isOffline && (
        <p className="note strong in-gutter" role="status">
          Curfew does not answer. What was sent is kept, and everything goes on when it is back.
        </p>
      )}
      <WritingProgress status={status} events={events} stop={actions?.undo ?? null} />
      <FileTable
        importId={importId}
        files={status.files}
        uploads={uploads}
        reports={reports}
        oneHost={oneHost}
        change={isOpen && actions ? { leaveOut, nameHost: actions.nameHost } : null}
      />
      {children}
      {actions && (status.state === "open" || status.state === "failed") && (
        <ImportFoot status={status} reports={reports} oneHost={oneHost} events={events} actions={actions} />
      )}
    </>
  );
}
