import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/domain/actor";
import { EMPTY_EVENT } from "@/lib/domain/audit-event";
import type { ReportedEvent, ReportedSession, SyncRequest } from "@/lib/protocol/messages";
import type { Database } from "@/lib/storage/database";
import type { Context } from "../context";
import { syncAgent } from "../sync-agent";

/** A Windows host with an agent, whose reports a test writes by hand. Its clock is the test's. */
export interface TestMachine {
  readonly hostId: number;
  readonly machineId: string;
  readonly actor: Extract<Actor, { kind: "agent" }>;
  at(now: Date): Context;
  report(now: Date, part?: Partial<SyncRequest>): SyncRequest;
  sync(now: Date, part?: Partial<SyncRequest>): ReturnType<typeof syncAgent>;
}

export const BOOT_AT = new Date("2026-03-01T06:00:00Z");

export async function makeTestMachine(db: Database, name = "TS-01"): Promise<TestMachine> {
  const machineId = randomBytes(16).toString("hex");
  const host = await db.prisma.host.create({
    data: { name, machineId, platform: "windows", createdAt: BOOT_AT },
  });
  const agent = await db.prisma.agent.create({
    data: {
      hostId: host.id,
      publicKey: randomBytes(32).toString("base64url"),
      version: "0",
      enrolledAt: BOOT_AT,
    },
  });
  const actor = { kind: "agent", agentId: agent.id, hostId: host.id, hostName: name } as const;
  const at = (now: Date) => ({ actor, now, db });
  const report = (now: Date, part: Partial<SyncRequest> = {}): SyncRequest => ({
    protocol: 1,
    agentVersion: "0.1.0",
    bootId: "boot-1",
    bootStartedAt: BOOT_AT.getTime(),
    now: now.getTime(),
    host: { machineId, name, platform: "windows", isSimulated: false, os: "Windows Server 2022" },
    sessions: null,
    events: [],
    receipts: [],
    auditPolicy: null,
    health: { spooledEvents: 0, spooledBytes: 0 },
    wait: false,
    ...part,
  });
  return {
    hostId: host.id,
    machineId,
    actor,
    at,
    report,
    sync: (now, part) => syncAgent(at(now), report(now, part)),
  };
}

export function sidOf(person: string): string {
  const rid = [...person].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 4_000_000_007, 7);
  return `S-1-5-21-1-2-3-${rid}`;
}

export function session(
  person: string,
  loggedOnAt: Date,
  facts: Partial<ReportedSession> = {},
): ReportedSession {
  return {
    sessionId: "2",
    logonId: "0xa1",
    kind: "remote",
    state: "active",
    account: { key: sidOf(person), domain: "CORP", name: person, displayName: `${person} (display)` },
    loggedOnAt: loggedOnAt.getTime(),
    stateSince: null,
    line: "RDP-Tcp#1",
    clientName: "LAPTOP",
    clientAddress: "10.0.0.7",
    ...facts,
  };
}

export function event(
  recordId: number,
  at: Date,
  eventId: number,
  facts: Partial<ReportedEvent> = {},
): ReportedEvent {
  return {
    ...EMPTY_EVENT,
    log: "Security",
    recordId,
    at: at.getTime(),
    eventId,
    boot: "boot-1",
    raw: null,
    ...facts,
  };
}

export function logon(recordId: number, at: Date, person: string, logonId = "0xa1"): ReportedEvent {
  return event(recordId, at, 4624, {
    sid: sidOf(person),
    userName: person,
    domainName: "CORP",
    logonId,
    linkedLogonId: "0x0",
    logonType: 10,
    elevated: false,
    logonProcessName: "User32",
    processName: "C:\\Windows\\System32\\svchost.exe",
    address: "10.0.0.7",
  });
}

export function logoff(recordId: number, at: Date, person: string, logonId = "0xa1"): ReportedEvent {
  return event(recordId, at, 4647, { sid: sidOf(person), userName: person, domainName: "CORP", logonId });
}

/** A minute of 1 March 2026, from 08:00 on. */
export function minute(n: number, seconds = 0): Date {
  return new Date(Date.UTC(2026, 2, 1, 8, n, seconds));
}
