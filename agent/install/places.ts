import type { PlatformName } from "../open-platform";

/** Where everything of one agent is on a Linux host, and what its service is called. */
export interface Places {
  readonly service: string;
  readonly folder: string;
  readonly program: string;
  /** What ran before the last upgrade, until the next. */
  readonly previousProgram: string;
  readonly unit: string;
  readonly previousUnit: string;
  readonly state: string;
  /** The server on this host that it watches; null: the host itself. */
  readonly platform: PlatformName | null;
}

/** The agent of a server stands beside the one of the host: neither's upgrade or removal touches the other. */
export function placesOf(platform: PlatformName | null): Places {
  const service = platform === null ? "curfew-agent" : `curfew-agent-${platform}`;
  const folder = `/opt/${service}`;
  return {
    service,
    folder,
    program: `${folder}/curfew-agent.cjs`,
    previousProgram: `${folder}/curfew-agent.previous.cjs`,
    unit: `/etc/systemd/system/${service}.service`,
    previousUnit: `${folder}/${service}.previous.service`,
    state: `/var/lib/${service}`,
    platform,
  };
}

/** What one types to do something with that agent. */
export function verbFor({ platform }: Places, verb: string): string {
  return `curfew-agent ${verb}${platform === null ? "" : ` --platform ${platform}`}`;
}
