import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { addImportFilesAction } from "@/app/_actions/add-import-files";
import { commitImportAction } from "@/app/_actions/commit-import";
import { discardImportAction } from "@/app/_actions/discard-import";
import { leaveOutImportFileAction } from "@/app/_actions/leave-out-import-file";
import { nameImportHostAction } from "@/app/_actions/name-import-host";
import { setImportOffsetAction } from "@/app/_actions/set-import-offset";
import { undoImportAction } from "@/app/_actions/undo-import";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { FoundBar } from "@/components/imports/found-bar";
import { ImportDesk } from "@/components/imports/import-desk";
import { ImportRail } from "@/components/imports/import-rail";
import { ImportReport } from "@/components/imports/import-report";
import { IMPORT_STATE_WORDS } from "@/components/imports/import-words";
import { PREVIEW_TABS, type PreviewTab, PreviewTabs } from "@/components/imports/preview-tabs";
import { Page } from "@/components/shell/page";
import { Badge } from "@/components/ui/badge";
import { DomainError } from "@/lib/domain/errors";
import type { Context } from "@/lib/services/context";
import { type ImportRead, readImport } from "@/lib/services/read-import";
import "@/app/styles/imports.css";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Import" };

interface ImportPageProps {
  readonly params: Promise<{ importId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const ctx = await requireContext("import.read");
  const [{ importId }, { tab }, zone] = await Promise.all([params, searchParams, readZone()]);
  const found = await readOrNotFound(ctx, importId);
  const { id, state, preview, reports, status, mayChange } = found;
  const files = status.files.flatMap((file) => {
    const report = reports[file.id];
    return report ? [{ name: file.name, report }] : [];
  });
  const isOpen = state === "open";
  return (
    <Page
      scope="imports records"
      title={`Import ${id}`}
      crumbs={[{ label: "Import", href: "/imports" }]}
      extra={<Badge>{IMPORT_STATE_WORDS[state]}</Badge>}
    >
      <div className="imp">
        <div className="i-main">
          <ImportReport
            importId={id}
            state={state}
            counts={found.counts}
            problem={found.problem}
            hosts={found.hosts}
            undo={mayChange ? undoImportAction : null}
            timeZone={zone.timeZone}
          />
          <ImportDesk
            drawn={status}
            reports={reports}
            oneHost={found.oneHost}
            events={files.reduce((sum, { report }) => sum + report.kept, 0)}
            actions={
              mayChange
                ? {
                    addFiles: addImportFilesAction,
                    leaveOut: leaveOutImportFileAction,
                    nameHost: nameImportHostAction,
                    commit: commitImportAction,
                    discard: discardImportAction,
                    undo: undoImportAction,
                  }
                : null
            }
          >
            {isOpen && <FoundBar reports={files.map(({ report }) => report)} />}
            {preview && (
              <PreviewTabs
                importId={id}
                tab={tabOf(tab)}
                preview={preview}
                files={files}
                timeZone={zone.timeZone}
              />
            )}
          </ImportDesk>
        </div>
        <ImportRail
          importId={id}
          source={found.source}
          createdBy={found.createdBy}
          createdAt={found.createdAt}
          preview={preview}
          oneHost={found.oneHost}
          nameHost={mayChange && isOpen ? nameImportHostAction : null}
          utcOffset={found.utcOffset}
          setOffset={mayChange && isOpen ? setImportOffsetAction : null}
          notes={files.flatMap(({ name, report }) => report.notes.map((note) => ({ file: name, note })))}
          trail={found.trail}
          now={ctx.now.getTime()}
          timeZone={zone.timeZone}
        />
      </div>
    </Page>
  );
}

async function readOrNotFound(ctx: Context, importId: string): Promise<ImportRead> {
  try {
    return await readImport(ctx, { importId });
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") notFound();
    throw error;
  }
}

function tabOf(text: string | string[] | undefined): PreviewTab {
  return PREVIEW_TABS.find((tab) => tab === text) ?? "sessions";
}
