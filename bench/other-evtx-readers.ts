import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import type { Figure } from "./figure";

const WINEVTX = "0.1.2";

interface Other {
  readonly name: string;
  /** Reads the file whole and returns its records; or why it cannot be had here. */
  readonly read: ((file: string) => Promise<number>) | string;
}

/** The same file, all fields: by Curfew's reader and by others, one after the other. */
export async function compareReaders(
  file: string,
  readEveryField: (file: string) => Promise<string>,
): Promise<Figure[]> {
  const megabytes = statSync(file).size / 1_000_000;
  for (let n = 0; n < 5; n++) await readEveryField(file);
  const own = await timed(() => readEveryField(file));
  const figures: Figure[] = [];
  for (const { name, read } of [evtxexport(), winevtx()]) {
    const what = `EVTX, all fields beside ${name}`;
    if (typeof read === "string") figures.push({ what, says: `left out: ${read}`, values: {} });
    else {
      const { ms, result } = await timed(() => read(file));
      const rate = (megabytes / ms) * 1000;
      const ratio = Math.round((ms / own.ms) * 10) / 10;
      const says = `Curfew is ${ratio} times as fast: ${took(own.ms)} and ${took(ms)} (${rate.toFixed(1)} MB/s) for ${Math.round(megabytes)} MB, ${count(result)} records`;
      figures.push({ what, says, values: { ratio, ms, ownMs: own.ms, megabytes } });
    }
  }
  return figures;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

/** libevtx, in C; its own text goes to a file that nobody keeps. */
function evtxexport(): Other {
  const name = "evtxexport (libevtx)";
  const isThere = () => spawnSync("evtxexport", ["-V"]).status === 0;
  const canInstall = process.getuid?.() === 0 && existsSync("/etc/debian_version");
  if (!isThere() && canInstall) {
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "libevtx-utils"], { stdio: "ignore" });
  }
  if (!isThere())
    return { name, read: "libevtx-utils is not installed, and only root on Debian can install it" };
  const read = async (file: string) => {
    const { stdout, status } = spawnSync("evtxexport", ["-f", "xml", file], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error("evtxexport failed");
    return stdout.split("<Event ").length - 1;
  };
  return { name, read };
}

function winevtx(): Other {
  const name = `winevtx ${WINEVTX} (npm)`;
  const folder = path.resolve(".cache/winevtx");
  const entry = path.join(folder, "node_modules/winevtx/dist/index.js");
  if (!existsSync(entry)) {
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
    spawnSync("npm", ["install", "--prefix", folder, ...quiet, `winevtx@${WINEVTX}`], {
      stdio: "ignore",
      shell: process.platform === "win32",
    });
  }
  if (!existsSync(entry)) return { name, read: "npm could not fetch it: is the registry within reach?" };
  const read = async (file: string) => {
    const { parseEvtxFile } = (await import(pathToFileURL(entry).href)) as {
      parseEvtxFile: (data: Buffer) => Iterable<unknown>;
    };
    let records = 0;
    for (const _ of parseEvtxFile(readFileSync(file))) records++;
    return records;
  };
  return { name, read };
}
