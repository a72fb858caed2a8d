import { existsSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { readIdentity } from "../agent-state";
import { PLACES, SERVICE } from "./places";
import { requireSystemd } from "./require-systemd";
import { readUnitState, systemctl } from "./systemd";

export interface UninstallOptions {
  /** The key and what was not sent yet go too, unasked. */
  readonly purge: boolean;
  readonly say: (line: string) => void;
}

/** Stops and removes program and unit. What lies in the state folder stays unless somebody says otherwise. */
export async function uninstallAgent({ purge, say }: UninstallOptions): Promise<void> {
  requireSystemd();
  const hostId = hostOf();
  if (readUnitState().isLoaded) systemctl("disable", "--now", SERVICE);
  const isThere = existsSync(PLACES.unit) || existsSync(PLACES.folder);
  rmSync(PLACES.unit, { force: true });
  rmSync(PLACES.folder, { recursive: true, force: true });
  systemctl("daemon-reload");
  say(isThere ? `removed    ${PLACES.unit} and ${PLACES.folder}` : "unchanged  nothing was installed");
  if (!existsSync(PLACES.state)) return;
  if (purge || (await isToGo())) {
    rmSync(PLACES.state, { recursive: true, force: true });
    say(`removed    ${PLACES.state}: the key and what was not sent`);
    if (hostId !== null) say(`to do      revoke the agent of host ${hostId} on the Enrolment page of Curfew`);
  } else {
    say(`kept       ${PLACES.state}: an install goes on with the same key; --purge removes it`);
  }
}

async function isToGo(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await ask.question("Remove the key and the events that were not sent yet, too? [y/N] ");
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    ask.close();
  }
}

/** A damaged key is removed like a good one. */
function hostOf(): number | null {
  try {
    return readIdentity(PLACES.state)?.hostId ?? null;
  } catch {
    return null;
  }
}
