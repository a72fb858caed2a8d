import { type Fence, type FenceField, fenceDifference } from "@/lib/domain/fence";
import type { ReportedSession } from "@/lib/protocol/messages";
import type { Platform } from "./platform";

export type FencedSession =
  | { readonly kind: "same"; readonly session: ReportedSession }
  | { readonly kind: "different"; readonly field: FenceField; readonly detail: string };

/** Looks at the host afresh: is the one session that the fence means there? */
export async function findFencedSession(platform: Platform, fence: Fence): Promise<FencedSession> {
  const [facts, boot, sessions] = await Promise.all([
    platform.facts(),
    platform.boot(),
    platform.listSessions(),
  ]);
  const session = sessions.find((candidate) => candidate.sessionId === fence.sessionId);
  const found: Fence = {
    machineId: facts.machineId,
    bootId: boot.id,
    sessionId: session?.sessionId ?? "",
    loggedOnAt: session?.loggedOnAt ?? 0,
    accountKey: session?.account.key ?? "",
  };
  const field = fenceDifference(fence, found);
  if (field === null && session) return { kind: "same", session };
  const different = field ?? "sessionId";
  return { kind: "different", field: different, detail: IN_WORDS[different](fence, found) };
}

const IN_WORDS: Record<FenceField, (meant: Fence, found: Fence) => string> = {
  machineId: () => "machineId: the command means another machine",
  bootId: () => "bootId: the host has restarted since the order was made",
  sessionId: (meant) => `sessionId: session ${meant.sessionId} is not on this host`,
  loggedOnAt: (meant, found) =>
    `loggedOnAt: session ${meant.sessionId} began at ${instant(found.loggedOnAt)}, the order means the one of ${instant(meant.loggedOnAt)}`,
  accountKey: (meant, found) =>
    `accountKey: session ${meant.sessionId} belongs to ${found.accountKey}, the order means ${meant.accountKey}`,
};

function instant(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}
