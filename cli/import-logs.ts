import { stat } from "node:fs/promises";
import { DomainError } from "@/lib/domain/errors";
import { count, counted, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { commitImport } from "@/lib/services/commit-import";
import type { Context } from "@/lib/services/context";
import { discardImport } from "@/lib/services/discard-import";
import type { ImportWork } from "@/lib/services/import-work";
import { readImport } from "@/lib/services/read-import";
import { readImportFile } from "@/lib/services/read-import-file";
import { startLocalImport } from "@/lib/services/start-import";
import { writeLocalImport } from "@/lib/services/work-on-imports";
import { importProgress } from "./import-progress";
import { logFiles } from "./log-files";
import { offsetFlag } from "./offset-flag";
import type { ExitCode } from "./run-command";
import type { Output } from "./sessions";

/** Told one by one per file; the rest is counted. */
const TOLD_REJECTS = 20;

export interface ImportInput {
  readonly paths: readonly string[];
  /** Whose logs all of them are; without it each record says so. */
  readonly host: string | null;
  readonly json: boolean;
  /** For logs whose times bear no zone: `+05:45`, `-04:00`. */
  readonly utcOffset: string | null;
}

/** Reads logs where they lie, and puts what they hold into the history: the verbs of the import page, in one go. */
export async function importLogs(
  ctx: Context,
  { paths, host, json, ...flags }: ImportInput,
  output: Output & { readonly signal: AbortSignal },
): Promise<ExitCode> {
  const startedAt = performance.now();
  const utcOffset = offsetFlag(flags.utcOffset);
  const files = await filesToImport(paths);
  const { importId, fileIds } = await startLocalImport(ctx, files, { oneHost: host ?? "", utcOffset });
  const pathById = new Map(fileIds.map((id, i) => [id, files[i]?.name ?? ""]));
  const progress = importProgress(output.err);
  const work: ImportWork = {
    db: ctx.db,
    now: () => new Date(),
    signal: output.signal,
    pathOf: (id) => pathById.get(id) ?? "",
    onProgress: (fileId, bytes, events) => progress(pathById.get(fileId ?? 0) ?? "", bytes, events),
  };
  try {
    for (const id of fileIds) {
      await readImportFile(work, { id, importId, hostName: "", oneHost: host ?? "", utcOffset });
    }
    await tellFiles(ctx, importId, output);
    await commitImport(ctx, { importId });
  } catch (error) {
    await discardImport(ctx, { importId }).catch(() => {});
    throw withFlag(error);
  }
  await writeLocalImport(work, importId);
  const done = await readImport(ctx, { importId });
  if (done.state !== "committed") {
    throw new DomainError(
      "conflict",
      `Import ${importId} was stopped from the import page, and what it brought is taken out again.`,
    );
  }
  const { added, duplicates, rejected } = done.counts ?? { added: 0, duplicates: 0, rejected: 0 };
  const hosts = done.hosts.map(({ name, events }) => ({ name, events }));
  if (json) output.out(JSON.stringify({ importId, added, duplicates, rejected, hosts }));
  else {
    output.out(
      `Import ${importId}: ${count(added)} new, ${count(duplicates)} duplicate, ${count(rejected)} rejected; ${took(performance.now() - startedAt)}`,
    );
  }
  return rejected > 0 ? 1 : 0;
}

async function filesToImport(paths: readonly string[]): Promise<{ name: string; bytes: number }[]> {
  if (paths.length === 0)
    throw new DomainError("invalid_input", "Name the logs: curfew import FILE|FOLDER… [--host NAME]");
  const found = (await Promise.all(paths.map(logFiles))).flat();
  const files = await Promise.all(found.map(async (name) => ({ name, bytes: (await stat(name)).size })));
  const filled = files.filter(({ bytes }) => bytes > 0);
  if (filled.length > 0) return filled;
  throw new DomainError("invalid_input", "There is nothing in these files.");
}

async function tellFiles(ctx: Context, importId: number, { err }: Output): Promise<void> {
  const { status, reports } = await readImport(ctx, { importId });
  for (const file of status.files) {
    const name = visibleText(file.name);
    const report = reports[file.id];
    if (!report) continue;
    const found = `${counted(report.kept, "event")} of ${counted(report.records, "record")}`;
    err(`${name}: ${file.format ?? "unknown"}, ${found}, ${count(report.rejected)} rejected`);
    for (const { where, reason } of report.rejects.slice(0, TOLD_REJECTS))
      err(`${name}: ${visibleText([where, reason].filter(Boolean).join(": "))}`);
    if (report.rejected > TOLD_REJECTS)
      err(`${name}: and ${count(report.rejected - TOLD_REJECTS)} more that could not be read`);
    for (const note of report.notes) err(`${name}: ${visibleText(note)}`);
    if (file.sameAs !== null) err(`${name}: import ${file.sameAs} has brought the same file already`);
  }
}

/** The field of the verb is a flag here. */
function withFlag(error: unknown): unknown {
  if (!(error instanceof DomainError) || error.field !== "host") return error;
  return new DomainError(error.code, `${error.message} Give --host NAME.`);
}
