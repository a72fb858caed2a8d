import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * xrdp keeps a session when its client goes, and logind is not told: it goes on calling the session active. The X server of
 * display N listens on `…/xrdp_display_N`, and xrdp holds a connection to it as long as a client is there.
 */
export interface XrdpDisplays {
  /** Displays that xrdp serves at all. */
  readonly served: ReadonlySet<string>;
  readonly connected: ReadonlySet<string>;
}

const run = promisify(execFile);
/** Column 6 of /proc/net/unix. */
const CONNECTED = "03";

export async function readXrdpDisplays(root = "/"): Promise<XrdpDisplays> {
  const table = await readFile(`${root}/proc/net/unix`, "utf8").catch(() => "");
  const served = new Set<string>();
  const connected = new Set<string>();
  for (const line of table.split("\n")) {
    const [, , , , , state, , path = ""] = line.trim().split(/\s+/);
    const display = /\/xrdp_display_(\d+)$/.exec(path)?.[1];
    if (display === undefined) continue;
    served.add(display);
    if (state === CONNECTED) connected.add(display);
  }
  return { served, connected };
}

/** `:10.0` and `:10` are display 10. */
export function displayNumber(display: string): string | null {
  return /^:(\d+)(?:\.\d+)?$/.exec(display)?.[1] ?? null;
}

/** xrdp's own program for it, which must run as the person whose session it is. */
export async function disconnectXrdp(uid: number, display: string): Promise<void> {
  const args = ["--quiet", "--wait", "--collect", `--uid=${uid}`, `--setenv=DISPLAY=:${display}`];
  await run("systemd-run", [...args, "xrdp-dis"], { timeout: 10_000 });
}
