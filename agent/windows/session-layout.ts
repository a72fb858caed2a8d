import { fromFiletime } from "./filetime";

/** What WTSSessionInfoEx says of a session, at level 1. */
export interface SessionDetails {
  readonly state: number;
  readonly isLocked: boolean;
  readonly loggedOnAt: number | null;
  readonly connectedAt: number | null;
  readonly disconnectedAt: number | null;
  readonly lastInputAt: number | null;
  /** The host's clock when it was asked. */
  readonly now: number | null;
}

/**
 * WTSINFOEXW on 64 bits: the level, then at 8 the level's own part. Its names (33, 21 and 18 characters) are left out:
 * they are cut off, and the enumeration gives them whole.
 */
export const SESSION_INFO = {
  size: 232,
  level: 0,
  state: 12,
  flags: 16,
  logonTime: 168,
  connectTime: 176,
  disconnectTime: 184,
  lastInputTime: 192,
  currentTime: 200,
} as const;
/** Of SessionFlags; 1 is unlocked, 0xFFFFFFFF not known. Windows 7 has the two the other way round; Node does not run there. */
const LOCKED = 0;

export function readSessionDetails(bytes: Buffer): SessionDetails {
  const level = bytes.length >= SESSION_INFO.size ? bytes.readUInt32LE(SESSION_INFO.level) : null;
  if (level !== 1) throw new Error(`WTSSessionInfoEx answered with ${bytes.length} bytes of level ${level}`);
  const at = (offset: number) => fromFiletime(bytes.readBigInt64LE(offset));
  return {
    state: bytes.readUInt32LE(SESSION_INFO.state),
    isLocked: bytes.readUInt32LE(SESSION_INFO.flags) === LOCKED,
    loggedOnAt: at(SESSION_INFO.logonTime),
    connectedAt: at(SESSION_INFO.connectTime),
    disconnectedAt: at(SESSION_INFO.disconnectTime),
    lastInputAt: at(SESSION_INFO.lastInputTime),
    now: at(SESSION_INFO.currentTime),
  };
}

const AF_INET = 2;
const AF_INET6 = 23;
const DOTTED = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** WTS_CLIENT_ADDRESS: a family, then 20 bytes. Empty where there is none. */
export function readClientAddress(bytes: Buffer): string {
  if (bytes.length < 24) return "";
  const address = bytes.subarray(4, 24);
  switch (bytes.readUInt32LE(0)) {
    case AF_INET: {
      // Documented as text in one place and as four bytes behind two others in another.
      const text = address.toString("latin1").split("\0", 1)[0] ?? "";
      return known(DOTTED.test(text) ? text : [...address.subarray(2, 6)].join("."));
    }
    case AF_INET6:
      return known(ipv6(address.subarray(0, 16)));
    default:
      return "";
  }
}

function known(address: string): string {
  return address === "0.0.0.0" || address === "::" ? "" : address;
}

function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  // The URL parser knows how to write one shortly.
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}
