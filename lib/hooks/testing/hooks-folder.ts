import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { HookHost, type HookHostOptions } from "../hook-host";
import type { HookJob } from "../hook-job";

/** A hooks folder that a test writes, and the host that runs what is in it. */
export interface HooksFolder {
  readonly host: HookHost;
  readonly folder: string;
  readonly files: string;
  write(name: string, source: string): void;
  job(name: string, part?: Partial<HookJob>): Promise<HookJob>;
  remove(): Promise<void>;
}

export function makeHooksFolder(limits: HookHostOptions["limits"] = {}): HooksFolder {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "curfew-hooks-"));
  // A hook runs as somebody else where that can be had, and must be able to enter.
  fs.chmodSync(root, 0o711);
  const folder = path.join(root, "hooks");
  const files = path.join(root, "files");
  fs.mkdirSync(folder);
  const host = new HookHost({ folder, filesFolder: files, limits });
  return {
    host,
    folder,
    files,
    write: (name, source) => {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), source);
    },
    async job(name, part = {}) {
      const script = (await host.scripts()).find((one) => one.name === name);
      if (!script?.code) throw new Error(`${name}: ${script?.fault ?? "is not there"}`);
      return {
        file: `hooks/${name}`,
        code: script.code,
        event: "before",
        associateIds: [7, 18],
        eventState: null,
        returnValue: null,
        isDry: false,
        ...part,
      };
    },
    async remove() {
      await host.close();
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
}
