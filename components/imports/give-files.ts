import type { ActionResult } from "@/lib/domain/action-result";
import type { ImportFileStatus } from "@/lib/domain/import-facts";
import { checksumOfStart } from "./checksum";
import type { PickedFile } from "./picked-files";
import { type Upload, uploadQueue } from "./upload-queue";

export interface StartedFiles {
  readonly importId: number;
  readonly fileIds: readonly number[];
}

export type FilesAction<Input> = (input: Input) => Promise<ActionResult<StartedFiles>>;
export type StartImport = FilesAction<{ files: { name: string; bytes: number }[] }>;
export type AddFiles = FilesAction<{ importId: number; files: { name: string; bytes: number }[] }>;

/** Starts an import with these files and begins to send them; answers its id, or what was wrong. */
export async function giveToNew(picked: readonly PickedFile[], start: StartImport): Promise<number | string> {
  if (picked.length === 0) return NOTHING;
  const files = byName(picked);
  const answer = await start({ files: facts(files) }).catch(() => null);
  if (!answer?.ok) return answer?.message ?? NO_ANSWER;
  queue(answer.value, files);
  return answer.value.importId;
}

interface ToOpen {
  readonly importId: number;
  readonly files: readonly ImportFileStatus[];
  readonly uploads: ReadonlyMap<number, Upload>;
  readonly add: AddFiles;
}

/** Goes on with files that were sent in part, and adds the others; answers what was wrong, or null. */
export async function giveToOpen(
  picked: readonly PickedFile[],
  { importId, files, uploads, add }: ToOpen,
): Promise<string | null> {
  if (picked.length === 0) return NOTHING;
  const fresh: PickedFile[] = [];
  const others: string[] = [];
  const taken = new Set<number>();
  for (const one of byName(picked)) {
    const waiting = files.find(
      (file) =>
        file.state === "uploading" &&
        !taken.has(file.id) &&
        !isUnderWay(uploads.get(file.id)) &&
        file.bytes === one.file.size &&
        lastPart(file.name) === lastPart(one.name),
    );
    if (!waiting) fresh.push(one);
    else if ((await checksumOfStart(one.file, waiting.received)) === waiting.checksum) {
      taken.add(waiting.id);
      uploadQueue.add(importId, waiting.id, one.file, waiting.received);
    } else others.push(one.name);
  }
  if (others.length > 0) {
    return `${others.join(", ")}: the same name and size, but what was sent before is of another file. Leave that one out first.`;
  }
  if (fresh.length === 0) return null;
  const answer = await add({ importId, files: facts(fresh) }).catch(() => null);
  if (!answer?.ok) return answer?.message ?? NO_ANSWER;
  queue(answer.value, fresh);
  return null;
}

const NOTHING = "There is nothing in what was dropped: empty files and empty folders hold no log.";
const NO_ANSWER = "Curfew does not answer. Nothing was sent; try again.";

/** A browser tells a folder in an order of its own. */
function byName(picked: readonly PickedFile[]): PickedFile[] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return [...picked].sort((a, b) => compare(a.name, b.name));
}

function facts(picked: readonly PickedFile[]): { name: string; bytes: number }[] {
  return picked.map(({ name, file }) => ({ name, bytes: file.size }));
}

function queue({ importId, fileIds }: StartedFiles, picked: readonly PickedFile[]): void {
  for (const [i, { file }] of picked.entries()) {
    const fileId = fileIds[i];
    if (fileId !== undefined) uploadQueue.add(importId, fileId, file, 0);
  }
}

function isUnderWay(upload: Upload | undefined): boolean {
  return upload !== undefined && upload.state.kind !== "stopped";
}

/** A file picked again alone comes without its folder. */
function lastPart(name: string): string {
  return name.split("/").at(-1) ?? name;
}
