import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { bundleScript } from "./bundle-script";

export interface ScriptFile {
  /** Of the file; scripts run in the order of their names. */
  readonly name: string;
  readonly sha256: string;
  /** Cut where it is very long. */
  readonly source: string;
  readonly changedAt: Date;
  /** Null where it cannot be bundled, for the reason in `fault`. */
  readonly code: string | null;
  readonly fault: string;
}

interface Known {
  readonly script: ScriptFile;
  /** Path → size and times, as they were when it was bundled. */
  readonly stamps: ReadonlyMap<string, string>;
}

const MOST_SCRIPTS = 100;
const LONGEST_SOURCE = 64 * 1024;

/** The scripts of a folder, as they are on disk whenever it is asked: what has changed is bundled again, nothing else. */
export class ScriptFiles {
  readonly #folder: string;
  #known = new Map<string, Known>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async read(): Promise<readonly ScriptFile[]> {
    const names = listScripts(this.#folder);
    const fresh = new Map<string, Known>();
    for (const name of names) {
      const known = this.#known.get(name);
      const still = known && [...known.stamps].every(([file, stamp]) => stampOf(file) === stamp);
      fresh.set(name, still ? known : await readScript(this.#folder, name));
    }
    this.#known = fresh;
    return [...fresh.values()].map(({ script }) => script);
  }
}

function listScripts(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[A-Za-z0-9][\w.-]*\.[cm]?[jt]s$/.test(entry.name))
      .map((entry) => entry.name)
      .filter((name) => !name.endsWith(".d.ts"))
      .sort()
      .slice(0, MOST_SCRIPTS);
  } catch {
    return [];
  }
}

async function readScript(folder: string, name: string): Promise<Known> {
  const file = path.join(folder, name);
  const before = stampOf(file);
  const text = fs.readFileSync(file, "utf8");
  const facts = {
    name,
    source: text.slice(0, LONGEST_SOURCE).replaceAll("\0", "\u2400"),
    changedAt: fs.statSync(file).mtime,
  };
  try {
    const { code, inputs } = await bundleScript(folder, name);
    const stamps = new Map([...inputs.map((input) => [input, stampOf(input)] as const), [file, before]]);
    return { script: { ...facts, code, sha256: hashOf(code), fault: "" }, stamps };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return {
      script: { ...facts, code: null, sha256: hashOf(text), fault: fault.slice(0, 1_000) },
      stamps: new Map([[file, before]]),
    };
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function stampOf(file: string): string {
  try {
    const { size, mtimeNs, ctimeNs, ino } = fs.statSync(file, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return "gone";
  }
}
