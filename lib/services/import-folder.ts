import { mkdir, readdir, rm, statfs } from "node:fs/promises";
import path from "node:path";

/** Stays free on the disk, for the database to write what is imported. */
const RESERVE_BYTES = 512 * 1024 * 1024;

/** Where dropped files lie until they are committed or discarded. Web servers of one installation share it. */
export function importFolder(): string {
  return path.resolve(process.env.CURFEW_DATA || ".data", "imports");
}

/** By its number alone: what a file is called never becomes a path. */
export function importFilePath(fileId: number): string {
  return path.join(importFolder(), String(fileId));
}

export async function makeImportFolder(): Promise<void> {
  await mkdir(importFolder(), { recursive: true, mode: 0o700 });
}

export async function removeImportFiles(fileIds: readonly number[]): Promise<void> {
  for (const fileId of fileIds) await rm(importFilePath(fileId), { force: true });
}

export async function listKeptFileIds(): Promise<number[]> {
  const names = await readdir(importFolder()).catch(() => []);
  return names.filter((name) => /^[1-9]\d{0,9}$/.test(name)).map(Number);
}

/** Null where the system does not tell. */
export async function freeBytes(): Promise<number | null> {
  try {
    await makeImportFolder();
    const { bavail, bsize } = await statfs(importFolder());
    return Math.max(0, bavail * bsize - RESERVE_BYTES);
  } catch {
    return null;
  }
}
