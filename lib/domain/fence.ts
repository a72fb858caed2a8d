/** The one incarnation of the one session that a command means. Any difference refuses it. */
export interface Fence {
  readonly machineId: string;
  readonly bootId: string;
  readonly sessionId: string;
  /** Epoch milliseconds, as the host reported it. */
  readonly loggedOnAt: number;
  /** A SID, or `uid:1000@<machine id>`. */
  readonly accountKey: string;
}

export type FenceField = keyof Fence;

/** The first field that differs, or null when the fence holds. A session that is not there differs in `sessionId`. */
export function fenceDifference(fence: Fence, found: Fence | null): FenceField | null {
  if (!found) return "sessionId";
  const fields = ["machineId", "bootId", "sessionId", "loggedOnAt", "accountKey"] as const;
  return fields.find((field) => fence[field] !== found[field]) ?? null;
}
