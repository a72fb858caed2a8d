import { fromFiletime } from "./filetime";

/** A logon session of the Local Security Authority: what an audit record means by its LogonId. */
export interface LogonSession {
  /** Canonical LUID, `0x3e7`. */
  readonly logonId: string;
  /** As 4624 numbers them: 2 console, 10 remote, 11 and 12 the same with cached credentials. */
  readonly logonType: number;
  readonly sessionId: number;
  readonly sid: string;
  readonly userName: string;
  readonly domain: string;
  readonly loggedOnAt: number | null;
}

/** Where things stand in SECURITY_LOGON_SESSION_DATA on 64 bits; what follows the time is not read. */
export const LOGON_DATA = {
  logonId: 4,
  userName: 16,
  domain: 32,
  logonType: 64,
  session: 68,
  sid: 72,
  logonTime: 80,
  read: 88,
} as const;
/** LSA_UNICODE_STRING: its length in bytes, then at 8 where it stands. */
const STRING_POINTER = 8;
const MAX_SUB_AUTHORITIES = 15;
const SID_HEAD = 8;
export const MAX_SID_BYTES = SID_HEAD + MAX_SUB_AUTHORITIES * 4;

/** Reads so many bytes of foreign memory; pointers are followed by whoever has them. */
export type ReadMemory = (pointer: bigint, length: number) => Buffer;

/** Null for a logon without a SID: nobody's. */
export function readLogonSession(data: Buffer, read: ReadMemory): LogonSession | null {
  const sidPointer = data.readBigUInt64LE(LOGON_DATA.sid);
  const sid = sidPointer === 0n ? null : readSid(read, sidPointer);
  if (sid === null) return null;
  return {
    logonId: luid(data, LOGON_DATA.logonId),
    logonType: data.readUInt32LE(LOGON_DATA.logonType),
    sessionId: data.readUInt32LE(LOGON_DATA.session),
    sid,
    userName: readString(data, LOGON_DATA.userName, read),
    domain: readString(data, LOGON_DATA.domain, read),
    loggedOnAt: fromFiletime(data.readBigInt64LE(LOGON_DATA.logonTime)),
  };
}

/** LowPart, then HighPart. */
export function luid(bytes: Buffer, offset: number): string {
  return `0x${bytes.readBigUInt64LE(offset).toString(16)}`;
}

/** `S-1-5-21-…` out of a SID's bytes; null where they are none. */
export function sidText(bytes: Buffer): string | null {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count > MAX_SUB_AUTHORITIES || bytes.length < SID_HEAD + count * 4) return null;
  const authority = bytes.readUIntBE(2, 6);
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(SID_HEAD + i * 4));
  return ["S-1", authority, ...parts].join("-");
}

function readSid(read: ReadMemory, pointer: bigint): string | null {
  const count = read(pointer, SID_HEAD)[1] ?? 0;
  if (count > MAX_SUB_AUTHORITIES) return null;
  return sidText(read(pointer, SID_HEAD + count * 4));
}

function readString(data: Buffer, offset: number, read: ReadMemory): string {
  const bytes = data.readUInt16LE(offset);
  const pointer = data.readBigUInt64LE(offset + STRING_POINTER);
  return bytes === 0 || pointer === 0n ? "" : read(pointer, bytes).toString("utf16le");
}
