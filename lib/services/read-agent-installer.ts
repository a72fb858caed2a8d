import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** Where scripts/build-msi.mjs puts it; an ordinary build makes none. */
const FILE = path.resolve("dist/curfew-agent-x64.msi");
let printed: { readonly stamp: string; readonly sha256: string } | null = null;
let kept: { readonly stamp: string; readonly content: Buffer } | null = null;

/** The SHA-256 of the Windows installer as `Get-FileHash` prints it but for the case; null where it has not been built. */
export async function fingerprintInstaller(): Promise<string | null> {
  const stamp = await stampOf();
  if (stamp === null) return null;
  if (printed?.stamp !== stamp) {
    const hash = createHash("sha256");
    // Tens of megabytes, of which only this is wanted.
    await pipeline(createReadStream(FILE), hash);
    printed = { stamp, sha256: hash.digest("hex") };
  }
  return printed.sha256;
}

/** The installer for hosts to fetch, in memory once however many do. */
export async function readAgentInstaller(): Promise<Buffer | null> {
  const stamp = await stampOf();
  if (stamp === null) return null;
  if (kept?.stamp !== stamp) kept = { stamp, content: await readFile(FILE) };
  return kept.content;
}

async function stampOf(): Promise<string | null> {
  try {
    const { mtimeMs, size } = await stat(FILE);
    return `${mtimeMs} ${size}`;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
