import type { ContractCheck } from "./agent-contract/harness";
import { LOGGING_OFF } from "./agent-contract/logging-off";
import { OTHER_VERBS } from "./agent-contract/other-verbs";
import { REFUSING } from "./agent-contract/refusing";
import { REPORTING } from "./agent-contract/reporting";

export type { AgentContractHarness } from "./agent-contract/harness";

/** What every platform passes, simulated or real. Free of any test framework, so that it also runs inside a host. */
export const AGENT_CONTRACT: readonly ContractCheck[] = [
  ...REPORTING,
  ...LOGGING_OFF,
  ...OTHER_VERBS,
  ...REFUSING,
];
