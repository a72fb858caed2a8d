import { closeSync, constants, fdatasyncSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

/** Either the old file or the new one is there after a power cut, never half of one. */
export function writeDurably(file: string, content: string, mode = 0o600): void {
  const beside = `${file}.new`;
  const fd = openSync(beside, "w", mode);
  try {
    writeWholly(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
  syncFolder(path.dirname(file));
}

/** Appends and returns only once the bytes are on disk. */
export function appendDurably(fd: number, content: string): void {
  writeWholly(fd, content);
  fdatasyncSync(fd);
}

export function openForAppend(file: string): number {
  const fd = openSync(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY, 0o600);
  syncFolder(path.dirname(file));
  return fd;
}

/** A name in a folder survives a power cut only when the folder itself was synced. Windows cannot open folders. */
export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A full disk, or a full share of one. */
export function isNoSpace(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** For a few bytes of unchanging length, where there is no room for a second file: the blocks are there already. */
export function overwriteDurably(file: string, content: string): void {
  const fd = openSync(file, "r+");
  try {
    writeWholly(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeWholly(fd: number, content: string): void {
  const bytes = Buffer.from(content);
  let written = 0;
  while (written < bytes.length) written += writeSync(fd, bytes, written);
}
