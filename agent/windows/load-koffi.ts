import { createRequire } from "node:module";
import path from "node:path";
import type KoffiModule from "koffi";

export type Koffi = typeof KoffiModule;
export type Library = ReturnType<Koffi["load"]>;

/**
 * koffi calls into the system's libraries. It stands in `node_modules` beside the program, or beside the executable that
 * holds the program, and is looked for when Windows is: elsewhere nobody has it.
 */
export function loadKoffi(): Koffi {
  const program = process.argv[1];
  const folders = [...(program ? [path.dirname(program)] : []), path.dirname(process.execPath)];
  for (const folder of folders) {
    try {
      return createRequire(path.join(folder, "beside.cjs"))("koffi");
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new Error(`koffi is not in node_modules of ${folders.join(" or ")}: install the agent again`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
}
