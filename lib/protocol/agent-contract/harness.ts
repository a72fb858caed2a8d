import type { Receipt, ReportedEvent, ReportedSession, SignedCommand } from "../messages";

/** The part of a platform that the contract is about. */
export interface ContractPlatform {
  facts(): Promise<unknown>;
  boot(): Promise<{ readonly id: string; readonly startedAt: number }>;
  listSessions(): Promise<ReportedSession[]>;
  watch(onChange: (change: "sessions" | "events" | "boot") => void): () => void;
  readEvents(
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly events: ReportedEvent[]; readonly cursor: string | null }>;
  auditPolicy(): Promise<unknown>;
}

export interface AgentContractHarness {
  readonly platform: ContractPlatform;
  readonly machineId: string;
  /** Signs what the agent under test obeys. */
  readonly commandPrivateKey: string;
  /** The name of an account that may log on; the promise resolves when the logon was begun. */
  logOn(): Promise<{ readonly accountName: string }>;
  /** Hands a delivery to the agent and answers with every receipt it has for that command once it is done. */
  deliver(signed: SignedCommand, commandId: string): Promise<readonly Receipt[]>;
  /** How often the operating system was asked to log somebody off. */
  executions(): number;
  /** How often it was asked to show a message, or to disconnect a session. */
  otherActs(): number;
  /** Stops the agent without ceremony and starts it again on the same state. */
  restart(): Promise<void>;
  now(): number;
  /** Lets a little time pass, in whatever way time passes for this host. */
  passTime(): Promise<void>;
}

export interface ContractCheck {
  readonly name: string;
  run(harness: AgentContractHarness): Promise<void>;
}
