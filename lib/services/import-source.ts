import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { fileBytes } from "@/lib/ingest/file-bytes";
import type { LoggedEvent } from "@/lib/ingest/log-reader";
import { type OpenLog, openLog } from "@/lib/ingest/open-log";

/** Where the bytes of a file lie. */
export type PathOf = (fileId: number) => string;

export async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** Opened by its content; `onBytes` hears how far the reading is. */
export async function withLog<T>(
  file: string,
  {
    keepRaw,
    utcOffset,
    onBytes = () => {},
  }: { keepRaw: boolean; utcOffset: number | null; onBytes?: (bytes: number) => void },
  use: (log: OpenLog) => Promise<T>,
): Promise<T> {
  return withFile(file, async (handle) => {
    let bytes = 0;
    async function* source() {
      for await (const piece of fileBytes(handle)) {
        yield piece;
        bytes += piece.length;
        onBytes(bytes);
      }
    }
    return use(await openLog(source(), { keepRaw, utcOffsetMinutes: utcOffset }));
  });
}

/** The events of a file alone, batch after batch. */
export async function* logEvents(
  file: string,
  utcOffset: number | null,
): AsyncGenerator<readonly LoggedEvent[]> {
  const handle = await open(file);
  try {
    const log = await openLog(fileBytes(handle), { utcOffsetMinutes: utcOffset });
    for await (const { events } of log.batches) yield events;
  } finally {
    await handle.close();
  }
}

export async function sha256OfFile(file: string, signal: AbortSignal): Promise<string> {
  return withFile(file, async (handle) => {
    const hash = createHash("sha256");
    for await (const piece of fileBytes(handle)) {
      signal.throwIfAborted();
      hash.update(piece);
    }
    return hash.digest("hex");
  });
}

/** Whose event it is: of the one machine that all files are said to be of, else as the record or the file's name says. */
export function hostNameOf(
  logged: LoggedEvent,
  { oneHost, hostName }: { readonly oneHost: string; readonly hostName: string },
): string | null {
  return oneHost || logged.host || hostName || null;
}
