import type { Places } from "../install/places";
import type { Platform } from "../platform";
import { AGENT_VERSION } from "../version";
import { checkGateway } from "./check-gateway";
import { checkPlatform, checkService } from "./check-host";
import { checkSamba } from "./check-samba";
import { checkState } from "./check-state";
import type { Finding } from "./finding";

export interface DoctorOptions {
  readonly stateDir: string;
  readonly places: Places;
  readonly openPlatform: () => Promise<Platform>;
  readonly now: () => number;
  /** Whether there is a service manager whose service could be looked at. */
  readonly hasService: boolean;
}

/** Looks at everything and changes nothing; each finding that is not good says its cure. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { stateDir, places, now } = options;
  const { identity, findings } = checkState(stateDir, places);
  const [gateway, host] = await Promise.all([
    identity ? checkGateway(identity, now, places) : [],
    checkPlatform(options.openPlatform, identity?.machineId ?? null, places),
  ]);
  const samba = places.platform === "samba" ? await checkSamba() : [];
  const service = options.hasService ? checkService(stateDir, places) : [];
  return [...service, ...findings, ...gateway, ...host, ...samba];
}

export function findingsAsJson(findings: readonly Finding[]): string {
  const worst = ["bad", "note", "good"].find((state) => findings.some((one) => one.state === state));
  return JSON.stringify({ version: AGENT_VERSION, worst, findings });
}

const MARKS = { good: "ok   ", note: "note ", bad: "BAD  " } as const;

export function findingsInWords(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  return findings
    .flatMap(({ about, state, found, cure }) => [
      `${MARKS[state]} ${about.padEnd(width)}  ${found}`,
      ...(cure === undefined ? [] : [`${" ".repeat(width + 8)}→ ${cure}`]),
    ])
    .join("\n");
}
