import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Places, verbFor } from "../install/places";
import { readUnitState } from "../install/systemd";
import type { Platform } from "../platform";
import { readStatus } from "../status-file";
import { AGENT_VERSION } from "../version";
import { bad, type Finding, good, inWords, note } from "./finding";

const CURES = {
  host: {
    closed: "systemctl start systemd-logind dbus",
    unlisted: "systemctl status systemd-logind",
    silent: "nobody logged on yet, or the journal is not kept: mkdir -p /var/log/journal",
  },
  samba: {
    closed: "start Samba 4.17 or newer: systemctl start smbd, and run the doctor as root",
    unlisted: "systemctl status smbd",
    silent:
      "nobody opened a share since the audit is on, or the journal is not kept: mkdir -p /var/log/journal",
  },
} as const;

/** What the session manager and the audit log of this host let the agent see. */
export async function checkPlatform(
  open: () => Promise<Platform>,
  machineId: string | null,
  places: Places,
): Promise<Finding[]> {
  let platform: Platform;
  try {
    platform = await open();
  } catch (error) {
    return [bad("sessions", inWords(error), CURES[places.platform ?? "host"].closed)];
  }
  try {
    return [
      await checkMachine(platform, machineId, places),
      await checkSessions(platform, places),
      await checkFeed(platform, places),
      await checkPolicy(platform),
    ];
  } finally {
    await platform.close();
  }
}

async function checkMachine(platform: Platform, machineId: string | null, places: Places): Promise<Finding> {
  const found = (await platform.facts()).machineId;
  if (machineId === null || machineId === found) return good("machine", `it is ${found}`);
  const cure = `the state folder was copied from another machine: remove ${places.state} here and enrol this host by itself`;
  return bad("machine", `the key belongs to ${machineId}, this is ${found}`, cure);
}

async function checkSessions(platform: Platform, places: Places): Promise<Finding> {
  try {
    const { length } = await platform.listSessions();
    return good("sessions", length === 1 ? "1 session is listed" : `${length} sessions are listed`);
  } catch (error) {
    return bad("sessions", inWords(error), CURES[places.platform ?? "host"].unlisted);
  }
}

async function checkFeed(platform: Platform, places: Places): Promise<Finding> {
  try {
    const { cursor } = await platform.readEvents(null, 1);
    if (cursor !== null) return good("audit log", "it can be read from its beginning");
    const cure = CURES[places.platform ?? "host"].silent;
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
export function checkService(stateDir: string, places: Places): Finding[] {
  const { service } = places;
  const unit = readUnitState(service);
  if (!unit.isLoaded) {
    return [note("service", "no service is installed", `${verbFor(places, "install")} --server URL`)];
  }
  const version = checkVersion(places);
  if (unit.active !== "active") {
    const cure = `systemctl start ${service}; journalctl -u ${service} -n 20 says why it stopped`;
    return [bad("service", `${service} is ${unit.active}`, cure), version];
  }
  const enabled =
    unit.enabled === "enabled"
      ? good("service", `${service} runs${unit.restarts > 0 ? `, restarted ${unit.restarts} times` : ""}`)
      : note("service", `${service} runs, and will not after a boot`, `systemctl enable ${service}`);
  const status = readStatus(stateDir);
  if (!status || status.pid !== unit.pid || status.trouble === "") return [enabled, version];
  const since = new Date(status.since).toISOString();
  const cure = "the other findings say why; the agent keeps what happens and tries again by itself";
  return [enabled, version, bad("contact", `since ${since}: ${status.trouble}`, cure)];
}

function checkVersion(places: Places): Finding {
  const installed = installedVersion(places);
  if (installed === AGENT_VERSION) return good("version", AGENT_VERSION);
  const cure = `run ${verbFor(places, "upgrade")} with the newer of the two`;
  return note("version", `${installed ?? "no program"} is installed, this is ${AGENT_VERSION}`, cure);
}

function installedVersion({ program }: Places): string | null {
  if (!existsSync(program)) return null;
  const { status, stdout } = spawnSync(process.execPath, [program, "--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}
