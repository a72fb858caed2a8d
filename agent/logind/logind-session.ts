import { isIP } from "node:net";
import type { LiveState, SessionKind } from "@/lib/domain/live-session";
import type { ReportedSession } from "@/lib/protocol/messages";
import { accountKey, type LinuxAccount } from "./accounts";

/** What logind says of a session, by its own property names. */
export interface LogindProperties {
  readonly id: string;
  readonly uid: number;
  readonly name: string;
  readonly timestampUs: bigint;
  readonly tty: string;
  readonly display: string;
  readonly isRemote: boolean;
  readonly remoteHost: string;
  readonly service: string;
  readonly type: string;
  readonly class: string;
  readonly state: string;
  readonly seat: string;
  readonly isIdle: boolean;
  readonly idleSinceUs: bigint;
  readonly isLocked: boolean;
  readonly scope: string;
}

/** Kept by xrdp, whether or not its client is there. */
export function isOfXrdp({ service }: LogindProperties): boolean {
  return service.startsWith("xrdp");
}

/** Reads an `a{sv}` of variants; null when it is not a session's. */
export function readProperties(body: unknown): LogindProperties | null {
  if (typeof body !== "object" || body === null) return null;
  const values = new Map(Object.entries(body).map(([name, variant]) => [name, contentOf(variant)]));
  const text = (name: string) => String(values.get(name) ?? "");
  const id = text("Id");
  const user = values.get("User");
  const seat = values.get("Seat");
  if (id === "" || !Array.isArray(user)) return null;
  return {
    id,
    uid: Number(user[0]),
    name: text("Name"),
    timestampUs: bigintOf(values.get("Timestamp")),
    tty: text("TTY"),
    display: text("Display"),
    isRemote: values.get("Remote") === true,
    remoteHost: text("RemoteHost"),
    service: text("Service"),
    type: text("Type"),
    class: text("Class"),
    state: text("State"),
    seat: Array.isArray(seat) ? String(seat[0] ?? "") : "",
    isIdle: values.get("IdleHint") === true,
    idleSinceUs: bigintOf(values.get("IdleSinceHint")),
    isLocked: values.get("LockedHint") === true,
    scope: text("Scope"),
  };
}

/** Only people: not the managers, greeters and cron jobs that logind lists beside them. */
export function isOfPerson({ class: kind }: LogindProperties): boolean {
  return kind === "user" || kind.startsWith("user-");
}

export function toReportedSession(
  properties: LogindProperties,
  account: LinuxAccount | null,
  machineId: string,
  /** False for a session of xrdp whose client is gone. */
  hasClient = true,
): ReportedSession {
  const { id, uid, name, remoteHost } = properties;
  const isAddress = isIP(remoteHost.split("%")[0] ?? "") !== 0;
  const { state, stateSince } = stateOf(properties, hasClient);
  return {
    sessionId: id,
    logonId: id,
    kind: kindOf(properties),
    state,
    account: {
      key: accountKey(uid, machineId),
      domain: "",
      name: name || account?.name || String(uid),
      displayName: clip(account?.displayName ?? name, 256),
    },
    loggedOnAt: Number(properties.timestampUs / 1000n),
    stateSince,
    line: clip(properties.tty || properties.display || properties.seat, 64),
    clientName: isAddress ? "" : clip(remoteHost, 256),
    clientAddress: isAddress ? clip(remoteHost, 64) : "",
  };
}

function kindOf(properties: LogindProperties): SessionKind {
  const { service, type, isRemote, seat, tty } = properties;
  if (service === "sshd") return "ssh";
  if (isOfXrdp(properties)) return "remote";
  if (type === "x11" || type === "wayland" || type === "mir") return isRemote ? "remote" : "graphical";
  if (isRemote) return "remote";
  return seat !== "" || tty !== "" ? "console" : "other";
}

function stateOf(
  properties: LogindProperties,
  hasClient: boolean,
): { state: LiveState; stateSince: number | null } {
  const { state, seat, isLocked, isIdle, idleSinceUs } = properties;
  if (state === "closing") return { state: "closing", stateSince: null };
  if (isLocked) return { state: "locked", stateSince: null };
  // `online` on a seat: another session has the screen and the keyboard.
  if (!hasClient) return { state: "disconnected", stateSince: null };
  if (state === "online" && seat !== "") return { state: "disconnected", stateSince: null };
  if (isIdle) {
    return { state: "idle", stateSince: idleSinceUs > 0n ? Number(idleSinceUs / 1000n) : null };
  }
  return { state: "active", stateSince: null };
}

function contentOf(variant: unknown): unknown {
  return typeof variant === "object" && variant !== null && "value" in variant ? variant.value : variant;
}

function bigintOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : BigInt(typeof value === "number" ? Math.trunc(value) : 0);
}

function clip(text: string, length: number): string {
  return text.slice(0, length);
}
