import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface LinuxAccount {
  readonly uid: number;
  readonly name: string;
  /** The first part of GECOS. */
  readonly displayName: string;
}

const run = promisify(execFile);
const KEEP_MS = 5 * 60_000;

/** Accounts as the host's own name service knows them, directories included. */
export class Accounts {
  readonly #known = new Map<string, { account: Promise<LinuxAccount | null>; until: number }>();

  /** By name or by uid; null when the host does not know it any more. */
  find(nameOrUid: string): Promise<LinuxAccount | null> {
    const now = performance.now();
    const known = this.#known.get(nameOrUid);
    if (known && known.until > now) return known.account;
    const account = lookUp(nameOrUid);
    this.#known.set(nameOrUid, { account, until: now + KEEP_MS });
    return account;
  }
}

async function lookUp(nameOrUid: string): Promise<LinuxAccount | null> {
  try {
    const { stdout } = await run("getent", ["passwd", "--", nameOrUid], { timeout: 5_000 });
    return parsePasswdLine(stdout);
  } catch {
    // getent ends with 2 for a name that is not there.
    return null;
  }
}

export function parsePasswdLine(line: string): LinuxAccount | null {
  const [name, , uid, , gecos] = line.trimEnd().split(":");
  if (!name || !uid || !/^\d+$/.test(uid)) return null;
  return { uid: Number(uid), name, displayName: gecos?.split(",")[0]?.trim() || name };
}

export function accountKey(uid: number, machineId: string): string {
  return `uid:${uid}@${machineId}`;
}
