import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { readIdentity } from "../agent-state";
import { enrolAgain } from "../enrol";
import { openPlatform } from "../open-platform";
import { readToken } from "../read-token";
import { AGENT_VERSION } from "../version";
import { type ComeUp, waitToComeUp } from "./come-up";
import { type Places, verbFor } from "./places";
import { putBack, putInPlace } from "./put-in-place";
import { requireSystemd } from "./require-systemd";
import { forgetFailures, readUnitState, systemctl } from "./systemd";

export interface InstallOptions {
  readonly server: string | undefined;
  readonly tokenFile: string | undefined;
  /** This host takes a new key under a token of Re-enrol. */
  readonly again: boolean;
  readonly places: Places;
  readonly say: (line: string) => void;
}

/** Installs, enrols and starts; done twice it changes nothing. Throws in words where it could not. */
export async function installAgent(options: InstallOptions): Promise<void> {
  const { server, again, places, say } = options;
  requireSystemd();
  mkdirSync(places.state, { recursive: true, mode: 0o700 });
  chmodSync(places.state, 0o700);
  const identity = readIdentity(places.state);
  if (identity && !again && server !== undefined && server !== identity.serverUrl) {
    throw new Error(
      `this host is enrolled at ${identity.serverUrl}: to move it to ${server}, add --again and a token of that gateway`,
    );
  }
  if (identity && !again)
    say(`kept       the key of host ${identity.hostId}, enrolled at ${identity.serverUrl}`);
  else await enrolHere({ ...options, server: server ?? identity?.serverUrl });
  await placeAndStart(places, say);
}

/** Puts this version in the place of the one that runs; the key, the spool and the journal stay. */
export async function upgradeAgent(places: Places, say: (line: string) => void): Promise<void> {
  requireSystemd();
  if (!existsSync(places.program) || readIdentity(places.state) === null) {
    throw new Error(`there is no installed agent to upgrade: run ${verbFor(places, "install")} --server URL`);
  }
  await placeAndStart(places, say);
}

async function enrolHere({ server, tokenFile, places, say }: InstallOptions): Promise<void> {
  if (!server) throw new Error("--server says where the gateway is; the Enrolment page shows it");
  const token = await readToken(tokenFile);
  // The old program must not sign with the old key while the gateway revokes it.
  const wasLoaded = readIdentity(places.state) !== null && readUnitState(places.service).isLoaded;
  if (wasLoaded) systemctl("stop", places.service);
  const platform = await openPlatform(() => {}, places.platform);
  try {
    const stateDir = places.state;
    const { hostId, agentId } = await enrolAgain({ platform, stateDir, serverUrl: server, token });
    say(`enrolled   as host ${hostId}, agent ${agentId}, at ${server}`);
  } catch (error) {
    if (wasLoaded) systemctl("start", places.service);
    throw error;
  } finally {
    await platform.close();
  }
}

async function placeAndStart(places: Places, say: (line: string) => void): Promise<void> {
  const { isChanged, isFirst } = putInPlace(places);
  say(`${isChanged ? "wrote     " : "unchanged "} ${places.program} (${AGENT_VERSION}) and ${places.unit}`);
  if (isChanged) systemctl("daemon-reload");
  const unit = readUnitState(places.service);
  if (unit.enabled !== "enabled") systemctl("enable", places.service);
  if (!isChanged && unit.active === "active") {
    say(`unchanged  ${places.service} runs`);
    return;
  }
  const up = await restart(places);
  if (up.kind === "connected") {
    say(`started    ${places.service}; the gateway answers it`);
    return;
  }
  if (up.kind === "cut-off") {
    say(`started    ${places.service}, but: ${up.trouble}`);
    throw new Error(`the agent runs and is not heard yet: ${verbFor(places, "doctor")} says what to mend`);
  }
  const words = `version ${AGENT_VERSION} did not come up: ${lastLine(up.lastLines)}`;
  if (isFirst || !putBack(places)) throw new Error(words);
  systemctl("daemon-reload");
  const back = await restart(places);
  const outcome = back.kind === "dead" ? "and the one before does not either" : "the one before runs again";
  throw new Error(`${words}; ${outcome}, with the same key`);
}

async function restart(places: Places): Promise<ComeUp> {
  const startedAt = Date.now();
  forgetFailures(places.service);
  systemctl("restart", places.service);
  return waitToComeUp(places, startedAt);
}

function lastLine(lines: string): string {
  return lines.split("\n").at(-1) || "it wrote nothing";
}
