import { chmodSync, existsSync, mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { readIdentity } from "../agent-state";
import { enrolAgent } from "../enrol";
import { openPlatform } from "../open-platform";
import { readToken } from "../read-token";
import { AGENT_VERSION } from "../version";
import { type ComeUp, waitToComeUp } from "./come-up";
import { PLACES, SERVICE } from "./places";
import { putBack, putInPlace } from "./put-in-place";
import { requireSystemd } from "./require-systemd";
import { forgetFailures, readUnitState, systemctl } from "./systemd";

export interface InstallOptions {
  readonly server: string | undefined;
  readonly tokenFile: string | undefined;
  /** This host takes a new key under a token of Re-enrol. */
  readonly again: boolean;
  readonly say: (line: string) => void;
}

/** Installs, enrols and starts; done twice it changes nothing. Throws in words where it could not. */
export async function installAgent({ server, tokenFile, again, say }: InstallOptions): Promise<void> {
  requireSystemd();
  mkdirSync(PLACES.state, { recursive: true, mode: 0o700 });
  chmodSync(PLACES.state, 0o700);
  const identity = readIdentity(PLACES.state);
  if (identity && !again && server !== undefined && server !== identity.serverUrl) {
    throw new Error(
      `this host is enrolled at ${identity.serverUrl}: to move it to ${server}, add --again and a token of that gateway`,
    );
  }
  if (identity && !again)
    say(`kept       the key of host ${identity.hostId}, enrolled at ${identity.serverUrl}`);
  else await enrolHere({ server: server ?? identity?.serverUrl, tokenFile, say });
  await placeAndStart(say);
}

/** Puts this version in the place of the one that runs; the key, the spool and the journal stay. */
export async function upgradeAgent(say: (line: string) => void): Promise<void> {
  requireSystemd();
  if (!existsSync(PLACES.program) || readIdentity(PLACES.state) === null) {
    throw new Error("there is no installed agent to upgrade: run curfew-agent install --server URL");
  }
  await placeAndStart(say);
}

async function enrolHere({
  server,
  tokenFile,
  say,
}: Pick<InstallOptions, "tokenFile" | "say"> & { readonly server: string | undefined }): Promise<void> {
  if (!server) throw new Error("--server says where the gateway is; the Enrolment page shows it");
  const token = await readToken(tokenFile);
  const file = path.join(PLACES.state, "agent.json");
  const aside = `${file}.before`;
  const isAgain = existsSync(file);
  // The old program must not sign with the old key while the gateway revokes it.
  if (isAgain) {
    if (readUnitState().isLoaded) systemctl("stop", SERVICE);
    renameSync(file, aside);
  }
  const platform = await openPlatform(() => {});
  try {
    const { hostId, agentId } = await enrolAgent({
      platform,
      stateDir: PLACES.state,
      serverUrl: server,
      token,
    });
    say(`enrolled   as host ${hostId}, agent ${agentId}, at ${server}`);
  } catch (error) {
    if (isAgain) {
      renameSync(aside, file);
      if (readUnitState().isLoaded) systemctl("start", SERVICE);
    }
    throw error;
  } finally {
    await platform.close();
  }
}

async function placeAndStart(say: (line: string) => void): Promise<void> {
  const { isChanged, isFirst } = putInPlace();
  say(`${isChanged ? "wrote     " : "unchanged "} ${PLACES.program} (${AGENT_VERSION}) and ${PLACES.unit}`);
  if (isChanged) systemctl("daemon-reload");
  const unit = readUnitState();
  if (unit.enabled !== "enabled") systemctl("enable", SERVICE);
  if (!isChanged && unit.active === "active") {
    say(`unchanged  ${SERVICE} runs`);
    return;
  }
  const up = await restart();
  if (up.kind === "connected") {
    say(`started    ${SERVICE}; the gateway answers it`);
    return;
  }
  if (up.kind === "cut-off") {
    say(`started    ${SERVICE}, but: ${up.trouble}`);
    throw new Error("the agent runs and is not heard yet: curfew-agent doctor says what to mend");
  }
  const words = `version ${AGENT_VERSION} did not come up: ${lastLine(up.lastLines)}`;
  if (isFirst || !putBack()) throw new Error(words);
  systemctl("daemon-reload");
  const back = await restart();
  const outcome = back.kind === "dead" ? "and the one before does not either" : "the one before runs again";
  throw new Error(`${words}; ${outcome}, with the same key`);
}

async function restart(): Promise<ComeUp> {
  const startedAt = Date.now();
  forgetFailures();
  systemctl("restart", SERVICE);
  return waitToComeUp(startedAt);
}

function lastLine(lines: string): string {
  return lines.split("\n").at(-1) || "it wrote nothing";
}
