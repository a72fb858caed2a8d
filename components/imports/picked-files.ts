export interface PickedFile {
  /** With its folder: `kiosk-3/Security.evtx`. */
  readonly name: string;
  readonly file: File;
}

/** What systems put into folders by themselves. */
const LITTER = new Set([".DS_Store", "Thumbs.db", "desktop.ini"]);

export function fromInput(list: FileList | null): PickedFile[] {
  return [...(list ?? [])]
    .map((file) => ({ name: file.webkitRelativePath || file.name, file }))
    .filter(isWanted);
}

/** Files and whole folders, as they were dropped. */
export async function fromDrop(transfer: DataTransfer): Promise<PickedFile[]> {
  // Entries must be taken before the first wait: the browser empties the list after the event.
  const entries = [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    return entry ? [entry] : [];
  });
  const files = [...transfer.files];
  if (entries.length === 0) return files.map((file) => ({ name: file.name, file })).filter(isWanted);
  const found: PickedFile[] = [];
  for (const entry of entries) await collect(entry, found);
  return found.filter(isWanted);
}

async function collect(entry: FileSystemEntry, found: PickedFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.push({ name: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is told in parts of a hundred; an empty part is the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const inner of part) await collect(inner, found);
  }
}

function isWanted({ name, file }: PickedFile): boolean {
  return file.size > 0 && !LITTER.has(name.split("/").at(-1) ?? "");
}
