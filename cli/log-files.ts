import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { DomainError } from "@/lib/domain/errors";
import { visibleText } from "@/lib/format/count";

/** A folder stands for every file in it, in the order of their names. */
export async function logFiles(given: string): Promise<string[]> {
  const found = await stat(given).catch((error: Error) => {
    throw new DomainError("invalid_input", `${visibleText(given)} cannot be read: ${error.message}`);
  });
  if (!found.isDirectory()) return [given];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
