import os from "node:os";
import type { HostFacts } from "@/lib/protocol/messages";
import type { BootFacts } from "../platform";
import { fromFiletime } from "./filetime";
import { bytesAt, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { WindowsError } from "./windows-error";

/** HKEY_LOCAL_MACHINE, extended by its sign as the headers do. */
const LOCAL_MACHINE = 0xffff_ffff_8000_0002n;
const ONLY_TEXT_OF_64_BITS = 0x2 | 0x0001_0000;
const FULL_NAME = 7;
const MAX_NAME = 256;
const TIME_OF_DAY = 3;
const TIME_OF_DAY_BYTES = 48;

export async function readFacts(koffi: Koffi): Promise<HostFacts> {
  return {
    machineId: await readMachineId(koffi),
    name: (await readComputerName(koffi)).slice(0, 256),
    platform: "windows",
    isSimulated: false,
    os: `${os.version()} (${os.release()})`.slice(0, 256),
  };
}

/** Made when Windows was installed; a copy of a machine that was not generalised bears the same. */
async function readMachineId(koffi: Koffi): Promise<string> {
  const read = new NativeLibrary(koffi, "advapi32.dll").func(
    "int32 __stdcall RegGetValueW(uintptr key, str16 subkey, str16 value, uint32 flags, void *type, void *data, _Inout_ uint32 *bytes)",
  );
  const size = 256;
  const data = koffi.alloc("uint8", size);
  try {
    const key = "SOFTWARE\\Microsoft\\Cryptography";
    const bytes: [number] = [size];
    const { result } = await read(LOCAL_MACHINE, key, "MachineGuid", ONLY_TEXT_OF_64_BITS, null, data, bytes);
    if (result !== 0) throw new WindowsError("RegGetValueW MachineGuid", Number(result));
    const text = bytesAt(koffi, data, Math.min(bytes[0], size)).toString("utf16le").split("\0", 1)[0] ?? "";
    if (!/^[0-9a-f-]{16,64}$/i.test(text))
      throw new Error("this Windows has no MachineGuid: it cannot be told apart");
    return text.toLowerCase();
  } finally {
    koffi.free(data);
  }
}

/** With its domain, as the event logs name it. */
async function readComputerName(koffi: Koffi): Promise<string> {
  const read = new NativeLibrary(koffi, "kernel32.dll").func(
    "int __stdcall GetComputerNameExW(int format, void *name, _Inout_ uint32 *characters)",
  );
  const name = koffi.alloc("uint8", MAX_NAME * 2);
  try {
    const characters: [number] = [MAX_NAME];
    const { result } = await read(FULL_NAME, name, characters);
    const length = Math.min(characters[0], MAX_NAME);
    const text = result ? bytesAt(koffi, name, length * 2).toString("utf16le") : "";
    return text || os.hostname();
  } finally {
    koffi.free(name);
  }
}

/**
 * When the system started, by its clock of that moment: the one thing that is the same throughout a boot, over restarts
 * of the agent and over every setting of the clock, and never again. So it names the boot, too.
 */
export async function readBoot(koffi: Koffi, file: string): Promise<BootFacts> {
  const query = new NativeLibrary(koffi, file).func(
    "int32 __stdcall NtQuerySystemInformation(int what, void *answer, uint32 size, _Out_ uint32 *used)",
  );
  const answer = koffi.alloc("uint8", TIME_OF_DAY_BYTES);
  try {
    const { result } = await query(TIME_OF_DAY, answer, TIME_OF_DAY_BYTES, [0]);
    if (result !== 0) throw new Error(`NtQuerySystemInformation: Windows refused (${Number(result)})`);
    return bootFrom(bytesAt(koffi, answer, TIME_OF_DAY_BYTES));
  } finally {
    koffi.free(answer);
  }
}

/** SYSTEM_TIMEOFDAY_INFORMATION: the boot's time moves with each setting of the clock, and the bias at 32 with it. */
export function bootFrom(bytes: Buffer): BootFacts {
  const ticks = bytes.readBigInt64LE(0) - bytes.readBigInt64LE(32);
  const startedAt = fromFiletime(ticks);
  if (startedAt === null) throw new Error("Windows does not say when it was started");
  return { id: `nt-${ticks.toString(16)}`, startedAt };
}
