import type { Koffi } from "../load-koffi";

const LOCAL_MACHINE = 0x8000_0002n;
const ONLY_A_NUMBER = 0x10;
const KIB = 1024;

/** The limit of an event log in bytes: what a group policy says, else the log's own. Null where neither does. */
export function readLogSize(koffi: Koffi, log: string): number | null {
  const policy = `SOFTWARE\\Policies\\Microsoft\\Windows\\EventLog\\${log}`;
  const byPolicy = readNumber(koffi, policy, "MaxSize");
  if (byPolicy !== null) return byPolicy * KIB;
  return readNumber(koffi, `SYSTEM\\CurrentControlSet\\Services\\EventLog\\${log}`, "MaxSize");
}

function readNumber(koffi: Koffi, key: string, name: string): number | null {
  const read = koffi
    .load("advapi32.dll")
    .func("RegGetValueW", "int32", ["uintptr", "str16", "str16", "uint32", "void *", "void *", "void *"]);
  const value: bigint = koffi.alloc("uint32", 1);
  const size: bigint = koffi.alloc("uint32", 1);
  try {
    koffi.encode(size, "uint32", 4);
    if (read(LOCAL_MACHINE, key, name, ONLY_A_NUMBER, null, value, size) !== 0) return null;
    return koffi.decode(value, "uint32");
  } finally {
    koffi.free(value);
    koffi.free(size);
  }
}
