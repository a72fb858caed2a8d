import { randomUUID } from "node:crypto";
import { LOGIND } from "@/lib/domain/audit-event";
import type { Fence } from "@/lib/domain/fence";
import type { Command, Receipt, ReportedEvent, ReportedSession, SignedCommand } from "../messages";
import { commandText, signText } from "../signature";
import type { AgentContractHarness, ContractPlatform } from "./harness";

const PATIENCE_ROUNDS = 600;
export const LIFE_MS = 60_000;

export function expect(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message);
}

export async function until(
  harness: AgentContractHarness,
  what: string,
  isSo: () => Promise<boolean>,
): Promise<void> {
  for (let round = 0; round < PATIENCE_ROUNDS; round++) {
    if (await isSo()) return;
    await harness.passTime();
  }
  throw new Error(`waited in vain for: ${what}`);
}

export async function find(
  harness: AgentContractHarness,
  sessionId: string,
): Promise<ReportedSession | null> {
  const sessions = await harness.platform.listSessions();
  return sessions.find((session) => session.sessionId === sessionId) ?? null;
}

export async function logOn(harness: AgentContractHarness): Promise<ReportedSession> {
  const before = await harness.platform.listSessions();
  const known = new Set(before.map(({ sessionId, loggedOnAt }) => `${sessionId} ${loggedOnAt}`));
  const { accountName } = await harness.logOn();
  const found: ReportedSession[] = [];
  await until(harness, `a session of ${accountName}`, async () => {
    const sessions = await harness.platform.listSessions();
    const fresh = sessions.find(
      ({ sessionId, loggedOnAt, account }) =>
        account.name === accountName && !known.has(`${sessionId} ${loggedOnAt}`),
    );
    if (fresh) found.push(fresh);
    return fresh !== undefined;
  });
  const [session] = found;
  if (!session) throw new Error("unreachable: waited for a session and found none");
  return session;
}

export async function fenceOf(
  { platform, machineId }: AgentContractHarness,
  session: ReportedSession,
): Promise<Fence> {
  const { sessionId, loggedOnAt, account } = session;
  return { machineId, bootId: (await platform.boot()).id, sessionId, loggedOnAt, accountKey: account.key };
}

export type Ask =
  | { readonly verb: "log_off" | "force" | "disconnect" }
  | { readonly verb: "message"; readonly text: string };

export function makeCommand(
  harness: AgentContractHarness,
  fence: Fence,
  ask: Ask = { verb: "log_off" },
): Command {
  const issuedAt = harness.now();
  return { id: randomUUID(), ...ask, fence, issuedAt, expiresAt: issuedAt + LIFE_MS };
}

export function sign(harness: AgentContractHarness, command: Command): SignedCommand {
  return signWith(harness.commandPrivateKey, command);
}

export function signWith(privateKey: string, command: Command): SignedCommand {
  const payload = JSON.stringify(command);
  return { payload, signature: signText(privateKey, commandText(payload)) };
}

export async function order(
  harness: AgentContractHarness,
  fence: Fence,
  ask?: Ask,
): Promise<readonly Receipt[]> {
  const command = makeCommand(harness, fence, ask);
  return harness.deliver(sign(harness, command), command.id);
}

export async function end(harness: AgentContractHarness, session: ReportedSession): Promise<void> {
  const receipts = await order(harness, await fenceOf(harness, session));
  expect(
    receipts.at(-1)?.step === "gone",
    `clearing up: ${steps(receipts)} ${receipts.at(-1)?.detail ?? ""}`,
  );
}

export function steps(receipts: readonly Receipt[]): string {
  return receipts.map((receipt) => receipt.step).join(" ");
}

export async function readAll(harness: AgentContractHarness, limit: number): Promise<ReportedEvent[]> {
  const events: ReportedEvent[] = [];
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<ContractPlatform["readEvents"]>> = await harness.platform.readEvents(
      cursor,
      limit,
    );
    events.push(...batch.events);
    if (batch.cursor === cursor) return events;
    cursor = batch.cursor;
  }
}

export async function lastCursor(harness: AgentContractHarness): Promise<string | null> {
  let cursor: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<ContractPlatform["readEvents"]>> = await harness.platform.readEvents(
      cursor,
      1_000,
    );
    if (batch.cursor === cursor) return cursor;
    cursor = batch.cursor;
  }
}

/** 4647 and 4634 name the logon; logind's record and 7002 name the session; wtmp names the line. */
export function isEndOf(event: ReportedEvent, session: ReportedSession): boolean {
  if (event.at < session.loggedOnAt) return false;
  switch (event.log) {
    case "Security":
      return (event.eventId === 4647 || event.eventId === 4634) && event.logonId === session.logonId;
    case "logind":
    case "samba":
      return event.eventId === LOGIND.SESSION_REMOVED && event.sessionId === session.sessionId;
    default:
      return false;
  }
}
