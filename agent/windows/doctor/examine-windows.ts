import { checkGateway } from "../../doctor/check-gateway";
import { checkPlatform } from "../../doctor/check-host";
import { checkState } from "../../doctor/check-state";
import { bad, type Finding, inWords } from "../../doctor/finding";
import { placesOf } from "../../install/places";
import type { Platform } from "../../platform";
import { readStatus } from "../../status-file";
import { SERVICE_NAME } from "../install/places";
import { readFolderRights } from "../install/private-folder";
import { loadKoffi } from "../load-koffi";
import { queryService } from "../service/query-service";
import { onWindows } from "./cures";
import { readLogSize } from "./log-size";
import { logSizeFinding, policyFinding, rightsFinding, serviceFinding } from "./windows-findings";

interface Options {
  readonly stateDir: string;
  readonly openPlatform: () => Promise<Platform>;
  readonly now: () => number;
}

const AS_ADMINISTRATOR = "run the doctor as an administrator";
/** Found in its own way here. */
const OWN = new Set(["permissions", "audit policy"]);

/** The doctor on Windows: what it looks at everywhere, with the cures of Windows, and what only Windows has. */
export async function examineWindows({ stateDir, openPlatform, now }: Options): Promise<Finding[]> {
  const places = { ...placesOf(null), state: stateDir };
  const { identity, findings } = checkState(stateDir, places);
  const [gateway, host, policy] = await Promise.all([
    identity ? checkGateway(identity, now, places) : [],
    checkPlatform(openPlatform, identity?.machineId ?? null, places),
    checkPolicy(openPlatform),
  ]);
  const everywhere = [...findings, ...gateway, ...host].filter(({ about }) => !OWN.has(about)).map(onWindows);
  return [...checkService(stateDir), ...checkRights(stateDir), ...everywhere, ...policy, ...checkLogs()];
}

function checkService(stateDir: string): Finding[] {
  try {
    const service = queryService(loadKoffi(), SERVICE_NAME);
    const status = readStatus(stateDir);
    const found = [serviceFinding(service)];
    if (!service || !status || status.pid !== service.pid || status.trouble === "") return found;
    const since = new Date(status.since).toISOString();
    const cure = "the other findings say why; the agent keeps what happens and tries again by itself";
    return [...found, bad("contact", `since ${since}: ${status.trouble}`, cure)];
  } catch (error) {
    return [bad("service", inWords(error), AS_ADMINISTRATOR)];
  }
}

function checkRights(stateDir: string): Finding[] {
  try {
    const { rights, self } = readFolderRights(stateDir);
    return [rightsFinding(stateDir, rights, self)];
  } catch (error) {
    return [bad("permissions", inWords(error), AS_ADMINISTRATOR)];
  }
}

async function checkPolicy(open: () => Promise<Platform>): Promise<Finding[]> {
  let platform: Platform | null = null;
  try {
    platform = await open();
    return [policyFinding(await platform.auditPolicy())];
  } catch (error) {
    return [bad("audit policy", inWords(error), AS_ADMINISTRATOR)];
  } finally {
    await platform?.close();
  }
}

function checkLogs(): Finding[] {
  return ["Security", "System"].map((log) => logSizeFinding(log, readLogSize(loadKoffi(), log)));
}
