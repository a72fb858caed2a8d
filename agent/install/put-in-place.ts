import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { writeDurably } from "../durable-file";
import { PLACES } from "./places";
import { unitText } from "./unit-text";

/** What is on disk is what it should be, or was made so; the version before is kept beside it. */
export function putInPlace(): { readonly isChanged: boolean; readonly isFirst: boolean } {
  const program = readFileSync(ownFile(), "utf8");
  const unit = unitText();
  const before = readIfThere(PLACES.program);
  const unitBefore = readIfThere(PLACES.unit);
  const isFirst = before === null || unitBefore === null;
  if (before === program && unitBefore === unit) return { isChanged: false, isFirst };
  mkdirSync(PLACES.folder, { recursive: true, mode: 0o755 });
  if (before !== null) copyFileSync(PLACES.program, PLACES.previousProgram);
  if (unitBefore !== null) copyFileSync(PLACES.unit, PLACES.previousUnit);
  writeDurably(PLACES.program, program, 0o644);
  writeDurably(PLACES.unit, unit, 0o644);
  return { isChanged: true, isFirst };
}

/** Back to what ran before; false where nothing did. */
export function putBack(): boolean {
  if (!existsSync(PLACES.previousProgram) || !existsSync(PLACES.previousUnit)) return false;
  renameSync(PLACES.previousProgram, PLACES.program);
  copyFileSync(PLACES.previousUnit, PLACES.unit);
  rmSync(PLACES.previousUnit);
  return true;
}

/** The one file that runs now. */
function ownFile(): string {
  const [, file] = process.argv;
  if (!file) throw new Error("this program does not know its own file");
  return realpathSync(file);
}

function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
