import { isStale, type LiveState, type SessionKind } from "./live-session";

/** A live session as it is listed: the host's facts, who it is, and the order that is about to end it. */
export interface LiveRow {
  /** bigint as text. */
  readonly id: string;
  readonly state: LiveState;
  readonly associateId: number | null;
  /** The associate's handle, or the account's where nobody is known. */
  readonly associateName: string;
  readonly fullName: string;
  /** `CORP\m.okafor` */
  readonly accountName: string;
  readonly hostId: number;
  readonly hostName: string;
  readonly platform: string;
  readonly kind: SessionKind;
  readonly line: string;
  readonly loggedOnAt: number;
  /** Since when the state holds, where the host knows. */
  readonly stateSince: number | null;
  readonly clientName: string;
  readonly clientAddress: string;
  /** When the host last told what is on it. */
  readonly reportedAt: number | null;
  readonly associateGroup: string;
  readonly hostGroup: string;
  readonly isProtected: boolean;
  /** The operator whose own account this is. */
  readonly operatorId: number | null;
  /** The unsettled order that has this session as a target. */
  readonly orderId: number | null;
}

const FIELDS = [
  "id",
  "state",
  "associateId",
  "associateName",
  "fullName",
  "accountName",
  "hostId",
  "hostName",
  "platform",
  "kind",
  "line",
  "loggedOnAt",
  "stateSince",
  "clientName",
  "clientAddress",
  "reportedAt",
  "associateGroup",
  "hostGroup",
  "isProtected",
  "operatorId",
  "orderId",
] as const satisfies readonly (keyof LiveRow)[];

/** The values alone, in a fixed order: a third of the size of the object on the wire. */
export type LiveTuple = readonly (string | number | boolean | null)[];

export function toTuple(row: LiveRow): LiveTuple {
  return FIELDS.map((field) => row[field]);
}

export function fromTuple(tuple: LiveTuple): LiveRow {
  // Safe: every tuple is made by `toTuple`, of the same build.
  return Object.fromEntries(FIELDS.map((field, i) => [field, tuple[i] ?? null])) as unknown as LiveRow;
}

export function isRowStale(row: LiveRow, now: number): boolean {
  return isStale(row.reportedAt, now);
}

/** For how long nobody has worked in it; null while it is active or where the host does not know. */
export function idleMs(row: LiveRow, now: number): number | null {
  if (row.state === "active" || row.stateSince === null) return null;
  return Math.max(0, now - row.stateSince);
}

/** What the host and the browser know of one host at one instant. */
export interface LiveHost {
  readonly id: number;
  readonly name: string;
  readonly reportedAt: number | null;
}

/** What a stream tells a browser. Everything else travels as the notice itself. */
export type LiveMessage =
  | {
      readonly kind: "sessions";
      readonly at: number;
      readonly host: LiveHost;
      readonly rows: readonly LiveTuple[];
    }
  /** Hosts that reported since the last of these: [id, reportedAt], and how many of the enrolled ones are fresh. */
  | {
      readonly kind: "fresh";
      readonly at: number;
      readonly hosts: readonly (readonly [number, number])[];
      readonly freshHosts: number;
      readonly allHosts: number;
    }
  /** Notices may have been missed: whoever keeps state reads it again. */
  | { readonly kind: "gap" }
  | { readonly kind: "orders"; readonly orderIds: readonly number[]; readonly hostIds: readonly number[] }
  | { readonly kind: "history"; readonly hostId: number }
  | { readonly kind: "hosts"; readonly hostId: number }
  | { readonly kind: "trail" }
  | { readonly kind: "hooks" }
  | { readonly kind: "alerts" }
  | { readonly kind: "policies" }
  | { readonly kind: "superoffice" };

export type LiveKind = LiveMessage["kind"];
