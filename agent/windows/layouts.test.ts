import { describe, expect, it } from "vitest";
import { fromFiletime } from "./filetime";
import { bootFrom } from "./host-facts";
import { LOGON_DATA, readLogonSession, sidText } from "./logon-layout";
import { readClientAddress, readSessionDetails, SESSION_INFO } from "./session-layout";

const AT = Date.UTC(2026, 2, 3, 8, 15, 30, 123);
const ticksOf = (at: number) => BigInt(at) * 10_000n + 116_444_736_000_000_000n;

describe("a FILETIME", () => {
  it("is milliseconds since 1970, cut off and never rounded up", () => {
    expect(fromFiletime(ticksOf(AT))).toBe(AT);
    expect(fromFiletime(ticksOf(AT) + 9_999n)).toBe(AT);
    expect(fromFiletime(116_444_736_000_000_000n)).toBe(0);
  });

  it("is nothing where Windows says never", () => {
    for (const ticks of [0n, -1n, 0x7fff_ffff_ffff_ffffn]) expect(fromFiletime(ticks)).toBeNull();
  });
});

describe("WTSINFOEXW", () => {
  function makeInfo({ level = 1, flags = 1 } = {}): Buffer {
    const bytes = Buffer.alloc(SESSION_INFO.size, 0xee);
    bytes.writeUInt32LE(level, SESSION_INFO.level);
    bytes.writeUInt32LE(4, SESSION_INFO.state);
    bytes.writeUInt32LE(flags >>> 0, SESSION_INFO.flags);
    bytes.writeBigInt64LE(ticksOf(AT), SESSION_INFO.logonTime);
    bytes.writeBigInt64LE(ticksOf(AT + 1), SESSION_INFO.connectTime);
    bytes.writeBigInt64LE(ticksOf(AT + 2), SESSION_INFO.disconnectTime);
    bytes.writeBigInt64LE(0n, SESSION_INFO.lastInputTime);
    bytes.writeBigInt64LE(ticksOf(AT + 4), SESSION_INFO.currentTime);
    return bytes;
  }

  it("says state and times, each from its own place", () => {
    expect(readSessionDetails(makeInfo())).toEqual({
      state: 4,
      isLocked: false,
      loggedOnAt: AT,
      connectedAt: AT + 1,
      disconnectedAt: AT + 2,
      lastInputAt: null,
      now: AT + 4,
    });
  });

  it("is locked by 0 alone: not when Windows does not know", () => {
    expect([0, 1, 0xffff_ffff].map((flags) => readSessionDetails(makeInfo({ flags })).isLocked)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("is refused when it is short, or of another level", () => {
    expect(() => readSessionDetails(makeInfo().subarray(0, 231))).toThrow("231 bytes");
    expect(() => readSessionDetails(makeInfo({ level: 2 }))).toThrow("level 2");
  });
});

describe("WTS_CLIENT_ADDRESS", () => {
  function makeAddress(family: number, ...bytes: number[]): Buffer {
    const address = Buffer.alloc(24);
    address.writeUInt32LE(family);
    Buffer.from(bytes).copy(address, 4);
    return address;
  }

  it.each([
    ["four bytes behind two others", makeAddress(2, 0, 0, 10, 20, 30, 40), "10.20.30.40"],
    ["text", makeAddress(2, ...Buffer.from("192.0.2.17\0")), "192.0.2.17"],
    ["sixteen bytes", makeAddress(23, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), "2001:db8::1"],
    ["nothing known", makeAddress(2), ""],
    ["another family", makeAddress(17, 1, 2, 3), ""],
    ["too little", Buffer.alloc(4), ""],
  ])("%s", (_, bytes, address) => {
    expect(readClientAddress(bytes)).toBe(address);
  });
});

describe("SECURITY_LOGON_SESSION_DATA", () => {
  const sid = Buffer.from("010500000000000515000000c7353a428e6b7484d5a1aec6e9030000", "hex");
  const name = Buffer.from("𝒜lice", "utf16le");
  const memory = new Map([
    [0x1000n, name],
    [0x2000n, sid],
  ]);
  const read = (pointer: bigint, length: number) =>
    memory.get(pointer)?.subarray(0, length) ?? Buffer.alloc(length);

  function makeData(sidPointer: bigint): Buffer {
    const data = Buffer.alloc(LOGON_DATA.read);
    data.writeUInt32LE(0x8001_0203, LOGON_DATA.logonId);
    data.writeInt32LE(0x7, LOGON_DATA.logonId + 4);
    data.writeUInt16LE(name.length, LOGON_DATA.userName);
    data.writeBigUInt64LE(0x1000n, LOGON_DATA.userName + 8);
    data.writeUInt32LE(10, LOGON_DATA.logonType);
    data.writeUInt32LE(3, LOGON_DATA.session);
    data.writeBigUInt64LE(sidPointer, LOGON_DATA.sid);
    data.writeBigInt64LE(ticksOf(AT), LOGON_DATA.logonTime);
    return data;
  }

  it("follows its pointers to the name and the SID", () => {
    expect(readLogonSession(makeData(0x2000n), read)).toEqual({
      logonId: "0x780010203",
      logonType: 10,
      sessionId: 3,
      sid: "S-1-5-21-1111111111-2222222222-3333333461-1001",
      userName: "𝒜lice",
      domain: "",
      loggedOnAt: AT,
    });
  });

  it("is nobody's without a SID, or with what is none", () => {
    expect(readLogonSession(makeData(0n), read)).toBeNull();
    expect(readLogonSession(makeData(0x3000n), read)).toBeNull();
    expect(sidText(Buffer.from([2, 0, 0, 0, 0, 0, 0, 5]))).toBeNull();
    expect(sidText(Buffer.from([1, 16, 0, 0, 0, 0, 0, 5]))).toBeNull();
    expect(sidText(sid.subarray(0, 20))).toBeNull();
  });

  it("writes an authority of 48 bits whole", () => {
    expect(sidText(Buffer.from([1, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))).toBe("S-1-281474976710655");
  });
});

describe("a boot", () => {
  it("is the same however often the clock was set in it, and another one after a restart", () => {
    const makeTimes = (bootAt: number, stepMs: number) => {
      const bytes = Buffer.alloc(48);
      bytes.writeBigInt64LE(ticksOf(bootAt + stepMs), 0);
      bytes.writeBigInt64LE(BigInt(stepMs) * 10_000n, 32);
      return bootFrom(bytes);
    };
    expect(makeTimes(AT, 0).startedAt).toBe(AT);
    for (const step of [3_600_000, -86_400_000]) expect(makeTimes(AT, step)).toEqual(makeTimes(AT, 0));
    expect(makeTimes(AT + 60_000, 0).id).not.toBe(makeTimes(AT, 0).id);
  });
});
