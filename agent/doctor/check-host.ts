import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { PLACES, SERVICE } from "../install/places";
import { readUnitState } from "../install/systemd";
import type { Platform } from "../platform";
import { readStatus } from "../status-file";
import { AGENT_VERSION } from "../version";
import { bad, type Finding, good, inWords, note } from "./finding";

/** What the session manager and the audit log of this host let the agent see. */
export async function checkPlatform(
  open: () => Promise<Platform>,
  machineId: string | null,
): Promise<Finding[]> {
  let platform: Platform;
  try {
    platform = await open();
  } catch (error) {
    return [bad("sessions", inWords(error), "systemctl start systemd-logind dbus")];
  }
  try {
    return [
      await checkMachine(platform, machineId),
      await checkSessions(platform),
      await checkFeed(platform),
      await checkPolicy(platform),
    ];
  } finally {
    await platform.close();
  }
}

async function checkMachine(platform: Platform, machineId: string | null): Promise<Finding> {
  const found = (await platform.facts()).machineId;
  if (machineId === null || machineId === found) return good("machine", `it is ${found}`);
  const cure = `the state folder was copied from another machine: remove ${PLACES.state} here and enrol this host by itself`;
  return bad("machine", `the key belongs to ${machineId}, this is ${found}`, cure);
}

async function checkSessions(platform: Platform): Promise<Finding> {
  try {
    const { length } = await platform.listSessions();
    return good("sessions", length === 1 ? "1 session is listed" : `${length} sessions are listed`);
  } catch (error) {
    return bad("sessions", inWords(error), "systemctl status systemd-logind");
  }
}

async function checkFeed(platform: Platform): Promise<Finding> {
  try {
    const { cursor } = await platform.readEvents(null, 1);
    if (cursor !== null) return good("audit log", "it can be read from its beginning");
    const cure = "nobody logged on yet, or the journal is not kept: mkdir -p /var/log/journal";
    return note("audit log", "it holds no logon and no logoff", cure);
  } catch (error) {
    return bad("audit log", inWords(error), "the agent's groups need systemd-journal: install it again");
  }
}

async function checkPolicy(platform: Platform): Promise<Finding> {
  const { source, subcategories } = await platform.auditPolicy();
  const off = subcategories.filter(({ setting }) => setting === "none" || setting === "failure");
  if (off.length === 0) return good("audit policy", `${source} records logons and logoffs`);
  const names = off.map(({ name }) => name).join(", ");
  const cure = `turn on success auditing of ${names}: without it no logoff is proved`;
  return bad("audit policy", `${names} is not audited`, cure);
}

/** Whether the service runs, with this version, and what it says of the gateway. */
export function checkService(stateDir: string): Finding[] {
  const unit = readUnitState();
  if (!unit.isLoaded) {
    return [note("service", "no service is installed", "curfew-agent install --server URL")];
  }
  const version = checkVersion();
  if (unit.active !== "active") {
    const cure = `systemctl start ${SERVICE}; journalctl -u ${SERVICE} -n 20 says why it stopped`;
    return [bad("service", `${SERVICE} is ${unit.active}`, cure), version];
  }
  const enabled =
    unit.enabled === "enabled"
      ? good("service", `${SERVICE} runs${unit.restarts > 0 ? `, restarted ${unit.restarts} times` : ""}`)
      : note("service", `${SERVICE} runs, and will not after a boot`, `systemctl enable ${SERVICE}`);
  const status = readStatus(stateDir);
  if (!status || status.pid !== unit.pid || status.trouble === "") return [enabled, version];
  const since = new Date(status.since).toISOString();
  const cure = "the other findings say why; the agent keeps what happens and tries again by itself";
  return [enabled, version, bad("contact", `since ${since}: ${status.trouble}`, cure)];
}

function checkVersion(): Finding {
  const installed = installedVersion();
  if (installed === AGENT_VERSION) return good("version", AGENT_VERSION);
  const cure = "run curfew-agent upgrade with the newer of the two";
  return note("version", `${installed ?? "no program"} is installed, this is ${AGENT_VERSION}`, cure);
}

function installedVersion(): string | null {
  if (!existsSync(PLACES.program)) return null;
  const { status, stdout } = spawnSync(process.execPath, [PLACES.program, "--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}
