import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { writeDurably } from "../durable-file";
import type { Places } from "./places";
import { unitText } from "./unit-text";

/** What is on disk is what it should be, or was made so; the version before is kept beside it. */
export function putInPlace(places: Places): { readonly isChanged: boolean; readonly isFirst: boolean } {
  const program = readFileSync(ownFile(), "utf8");
  const unit = unitText(places);
  const before = readIfThere(places.program);
  const unitBefore = readIfThere(places.unit);
  const isFirst = before === null || unitBefore === null;
  if (before === program && unitBefore === unit) return { isChanged: false, isFirst };
  mkdirSync(places.folder, { recursive: true, mode: 0o755 });
  if (before !== null) copyFileSync(places.program, places.previousProgram);
  if (unitBefore !== null) copyFileSync(places.unit, places.previousUnit);
  writeDurably(places.program, program, 0o644);
  writeDurably(places.unit, unit, 0o644);
  return { isChanged: true, isFirst };
}

/** Back to what ran before; false where nothing did. */
export function putBack(places: Places): boolean {
  if (!existsSync(places.previousProgram) || !existsSync(places.previousUnit)) return false;
  renameSync(places.previousProgram, places.program);
  copyFileSync(places.previousUnit, places.unit);
  rmSync(places.previousUnit);
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
