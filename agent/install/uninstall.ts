import { existsSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { readIdentity } from "../agent-state";
import type { Places } from "./places";
import { requireSystemd } from "./require-systemd";
import { readUnitState, systemctl } from "./systemd";

export interface UninstallOptions {
  /** The key and what was not sent yet go too, unasked. */
  readonly purge: boolean;
  readonly places: Places;
  readonly say: (line: string) => void;
}

/** Stops and removes program and unit. What lies in the state folder stays unless somebody says otherwise. */
export async function uninstallAgent({ purge, places, say }: UninstallOptions): Promise<void> {
  requireSystemd();
  const hostId = hostOf(places.state);
  if (readUnitState(places.service).isLoaded) systemctl("disable", "--now", places.service);
  const isThere = existsSync(places.unit) || existsSync(places.folder);
  rmSync(places.unit, { force: true });
  rmSync(places.folder, { recursive: true, force: true });
  systemctl("daemon-reload");
  say(isThere ? `removed    ${places.unit} and ${places.folder}` : "unchanged  nothing was installed");
  if (!existsSync(places.state)) return;
  if (purge || (await isToGo())) {
    rmSync(places.state, { recursive: true, force: true });
    say(`removed    ${places.state}: the key and what was not sent`);
    if (hostId !== null) say(`to do      revoke the agent of host ${hostId} on the Enrolment page of Curfew`);
  } else {
    say(`kept       ${places.state}: an install goes on with the same key; --purge removes it`);
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
function hostOf(state: string): number | null {
  try {
    return readIdentity(state)?.hostId ?? null;
  } catch {
    return null;
  }
}
