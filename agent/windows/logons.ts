import { bytesAt, type Called, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { LOGON_DATA, type LogonSession, readLogonSession } from "./logon-layout";

const LUID_BYTES = 8;
const MAX_LOGONS = 100_000;
const STATUS_ACCESS_DENIED = 0xc000_0022;

/** The logon sessions of this host, through secur32: who is behind a LUID, and in which session. */
export class Logons {
  readonly #koffi: Koffi;
  readonly #enumerate: (...args: unknown[]) => Promise<Called>;
  readonly #data: (...args: unknown[]) => Promise<Called>;
  readonly #free: (...args: unknown[]) => unknown;

  constructor(koffi: Koffi, file: string) {
    this.#koffi = koffi;
    const library = new NativeLibrary(koffi, file);
    this.#enumerate = library.func(
      "uint32 __stdcall LsaEnumerateLogonSessions(_Out_ uint32 *count, _Out_ void **list)",
    );
    this.#data = library.func("uint32 __stdcall LsaGetLogonSessionData(void *luid, _Out_ void **data)");
    this.#free = library.quick("uint32 __stdcall LsaFreeReturnBuffer(void *buffer)");
  }

  /** Those that may be looked at: without the rights of the system these are one's own alone. */
  async list(): Promise<LogonSession[]> {
    const count: [number] = [0];
    const list: [unknown] = [null];
    succeeded("LsaEnumerateLogonSessions", await this.#enumerate(count, list));
    try {
      const found: LogonSession[] = [];
      const base = this.#koffi.address(list[0]);
      for (let i = 0; i < Math.min(count[0], MAX_LOGONS); i++) {
        const logon = await this.#read(base + BigInt(i * LUID_BYTES));
        if (logon) found.push(logon);
      }
      return found;
    } finally {
      this.#free(list[0]);
    }
  }

  /** Null for one that went meanwhile, or is not ours to see. */
  async #read(luid: bigint): Promise<LogonSession | null> {
    const data: [unknown] = [null];
    const { result } = await this.#data(luid, data);
    if (result !== 0 || data[0] === null) return null;
    try {
      const bytes = bytesAt(this.#koffi, data[0], LOGON_DATA.read);
      return readLogonSession(bytes, (pointer, length) => bytesAt(this.#koffi, pointer, length));
    } finally {
      this.#free(data[0]);
    }
  }
}

function succeeded(call: string, { result }: Called): void {
  if (result === 0) return;
  const status = Number(result);
  const words = status === STATUS_ACCESS_DENIED ? "access is denied" : "Windows refused";
  throw new Error(`${call}: ${words} (0x${status.toString(16)})`);
}
