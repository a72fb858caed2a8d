import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import path from "node:path";
import { signText, verifyText } from "@/lib/protocol/signature";
import { type AgentIdentity, readIdentity } from "../agent-state";
import { type Places, verbFor } from "../install/places";
import { bad, type Finding, good, inWords, note } from "./finding";

const LITTLE_BYTES = 200 * 1024 * 1024;
const NOTHING_BYTES = 20 * 1024 * 1024;
/** Behind this much, something is slow or cut off. */
const LARGE_SPOOL_BYTES = 16 * 1024 * 1024;
const MIB = 1024 * 1024;

export interface StateChecked {
  readonly identity: AgentIdentity | null;
  readonly findings: readonly Finding[];
}

/** The folder of the key, the spool and the journal. */
export function checkState(stateDir: string, places: Places): StateChecked {
  if (!existsSync(stateDir)) {
    const cure = `install the agent: ${verbFor(places, "install")} --server URL`;
    return { identity: null, findings: [bad("state", `there is no ${stateDir}`, cure)] };
  }
  const findings = [checkPermissions(stateDir)];
  try {
    accessSync(stateDir, constants.R_OK | constants.X_OK);
  } catch {
    const cure = "run the doctor as root";
    return { identity: null, findings: [...findings, bad("state", `${stateDir} cannot be read`, cure)] };
  }
  const key = checkKey(stateDir, places);
  return {
    identity: key.identity,
    findings: [...findings, key.finding, checkSpool(stateDir), checkDisk(stateDir)],
  };
}

function checkPermissions(stateDir: string): Finding {
  if (process.platform === "win32") return good("permissions", "kept by the folder's own list");
  const files = [stateDir, ...["agent.json", "journal.jsonl"].map((name) => path.join(stateDir, name))];
  const open = files.filter((file) => existsSync(file) && (statSync(file).mode & 0o077) !== 0);
  if (open.length === 0) return good("permissions", "nobody but its owner reads the key");
  const cure = `chmod go= ${open.join(" ")}; if others may have read the key, rotate it on the Enrolment page`;
  return bad("permissions", `others may read ${open.join(", ")}`, cure);
}

function checkKey(stateDir: string, places: Places): { identity: AgentIdentity | null; finding: Finding } {
  const again = `re-enrol: press Re-enrol on the Enrolment page, then ${verbFor(places, "install")} --again`;
  try {
    const identity = readIdentity(stateDir);
    if (!identity) {
      const cure = `make a token on the Enrolment page, then ${verbFor(places, "install")} --server URL`;
      return { identity, finding: bad("key", "this host is not enrolled", cure) };
    }
    const isPair = verifyText(identity.publicKey, "pair", signText(identity.privateKey, "pair"));
    if (!isPair) return { identity, finding: bad("key", "its two halves do not fit", again) };
    return { identity, finding: good("key", `agent ${identity.agentId} of host ${identity.hostId}`) };
  } catch (error) {
    return { identity: null, finding: bad("key", inWords(error), again) };
  }
}

function checkSpool(stateDir: string): Finding {
  const folder = path.join(stateDir, "spool");
  const segments = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jsonl")) : [];
  const bytes = segments.reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
  const size = `${(bytes / MIB).toFixed(1)} MiB on disk`;
  if (bytes < LARGE_SPOOL_BYTES) return good("spool", size);
  return note("spool", size, "the gateway takes events too slowly or not at all: see the findings on it");
}

function checkDisk(stateDir: string): Finding {
  const { bavail, bsize } = statfsSync(stateDir);
  const free = bavail * bsize;
  const found = `${Math.round(free / MIB)} MiB free`;
  if (free >= LITTLE_BYTES) return good("disk", found);
  const cure = `make room on the disk of ${stateDir}: without it no command is carried out and no event kept`;
  return free < NOTHING_BYTES ? bad("disk", found, cure) : note("disk", found, cure);
}
