import { type Fence, fenceDifference } from "@/lib/domain/fence";
import type { AuditPolicy } from "@/lib/protocol/messages";
import type { ActAnswer, Platform } from "../platform";
import type { SimulatedHost } from "./simulated-host";

/** What the agent of a simulated host sees. Use `host.clock` as the agent's clock, so that a skew shows everywhere. */
export function simulatedPlatform(host: SimulatedHost): Platform {
  /** The incarnation is compared next to the act, as a fence asks. */
  const actOn = async (fence: Fence, act: (sessionId: string) => void): Promise<ActAnswer> => {
    const { id: bootId } = host.requireBoot();
    const session = host.sessions().find(({ sessionId }) => sessionId === fence.sessionId);
    const { machineId } = host;
    const found = session && {
      machineId,
      bootId,
      sessionId: session.sessionId,
      loggedOnAt: session.loggedOnAt,
      accountKey: session.account.key,
    };
    const different = fenceDifference(fence, found ?? null);
    if (different)
      return { kind: "refused", detail: `${different}: the session is not the one that is meant` };
    if (host.faults.hangs) return new Promise<never>(() => {});
    if (host.faults.refuses) return { kind: "refused", detail: "Access is denied. (5)" };
    if (host.faults.lies) return { kind: "done", detail: "" };
    act(fence.sessionId);
    return { kind: "done", detail: "" };
  };

  return {
    facts: async () => ({
      machineId: host.machineId,
      name: host.name,
      platform: "windows",
      isSimulated: true,
      os: host.os,
    }),
    boot: async () => host.requireBoot(),
    listSessions: async () => host.sessions(),
    watch: (onChange) => host.watch(onChange),
    logOff: (fence, force) =>
      actOn(fence, (sessionId) => {
        if (host.faults.crashes) host.crash();
        // A program that refuses to close keeps the session; it is not asked when the session is forced.
        else if (force !== "ask" || !host.faults.resists) host.logOff(sessionId);
      }),
    disconnect: (fence) => actOn(fence, (sessionId) => host.disconnect(sessionId)),
    lock: (fence) => actOn(fence, (sessionId) => host.lock(sessionId)),
    message: async (fence, text) => {
      const session = host.sessions().find(({ sessionId }) => sessionId === fence.sessionId);
      if (session?.state === "disconnected") return unseen("nobody is connected to the session");
      if (session?.state === "locked") return unseen("the screen is locked");
      return actOn(fence, (sessionId) => host.show(sessionId, text));
    },
    readEvents: async (cursor, limit) => host.readEvents(cursor, limit),
    auditPolicy: async () => policyOf(host),
    close: async () => {},
  };
}

function unseen(detail: string): ActAnswer {
  return { kind: "refused", detail };
}

function policyOf(host: SimulatedHost): AuditPolicy {
  const { silentAudit } = host.faults;
  const setting = (whenOn: "success" | "success_and_failure") => (silentAudit ? "none" : whenOn);
  return {
    source: "simulated",
    subcategories: [
      { name: "Logon", setting: setting("success_and_failure") },
      { name: "Logoff", setting: setting("success") },
      { name: "Other Logon/Logoff Events", setting: setting("success_and_failure") },
      { name: "Special Logon", setting: setting("success") },
      { name: "Account Lockout", setting: setting("success_and_failure") },
      { name: "Security State Change", setting: setting("success") },
    ],
  };
}
