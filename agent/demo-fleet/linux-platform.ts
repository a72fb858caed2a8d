import { type Fence, fenceDifference } from "@/lib/domain/fence";
import { type ActAnswer, type Platform, unsupported } from "../platform";
import type { LinuxMachine } from "./linux-machine";

/** What the agent of a simulated Linux machine sees. */
export function linuxPlatform(machine: LinuxMachine): Platform {
  const logOff = (fence: Fence): ActAnswer => {
    const session = machine.sessions().find(({ sessionId }) => sessionId === fence.sessionId);
    const found = session && {
      machineId: machine.machineId,
      bootId: machine.requireBoot().id,
      sessionId: session.sessionId,
      loggedOnAt: session.loggedOnAt,
      accountKey: session.account.key,
    };
    const different = fenceDifference(fence, found ?? null);
    if (different) {
      return { kind: "refused", detail: `${different}: the session is not the one that is meant` };
    }
    machine.logOff(fence.sessionId);
    return { kind: "done", detail: "" };
  };
  return {
    facts: async () => ({
      machineId: machine.machineId,
      name: machine.name,
      platform: "linux",
      isSimulated: true,
      os: machine.os,
    }),
    boot: async () => machine.requireBoot(),
    listSessions: async () => machine.sessions(),
    watch: (onChange) => machine.watch(onChange),
    logOff: async (fence) => logOff(fence),
    disconnect: async () => unsupported("disconnect a session", "Linux"),
    lock: async () => unsupported("lock a terminal", "Linux"),
    message: async () => ({ kind: "done", detail: "" }),
    readEvents: async (cursor, limit) => machine.readEvents(cursor, limit),
    auditPolicy: async () => ({ source: "simulated", subcategories: [] }),
    close: async () => {},
  };
}
