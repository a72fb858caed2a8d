import type { LiveState, SessionKind } from "@/lib/domain/live-session";

export interface SimulatedAccount {
  readonly name: string;
  readonly displayName: string;
  readonly domain?: string;
  /** The last part of the SID; by default derived from the name. */
  readonly rid?: number;
  /** Administrators log on with two tokens, each naming the other. */
  readonly isAdministrator?: boolean;
}

export interface LogOnOptions {
  readonly kind?: Extract<SessionKind, "console" | "remote">;
  readonly clientName?: string;
  readonly clientAddress?: string;
  /** The domain was out of reach: logon type 11. */
  readonly isCached?: boolean;
}

/** A session as the simulated machine keeps it. */
export interface SimulatedSession {
  readonly sessionId: string;
  readonly account: { key: string; domain: string; name: string; displayName: string };
  readonly kind: "console" | "remote";
  readonly logonType: number;
  /** The filtered token's id, which every later event names. */
  readonly logonId: string;
  readonly elevatedLogonId: string | null;
  readonly loggedOnAt: number;
  clientName: string;
  clientAddress: string;
  line: string;
  state: LiveState;
  stateSince: number;
}
