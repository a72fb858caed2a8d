import { bytesAt, type Called, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { readClientAddress, readSessionDetails, type SessionDetails } from "./session-layout";
import { WIN32, WindowsError } from "./windows-error";

/** Of WTS_CONNECTSTATE_CLASS. */
export const STATION_STATE = {
  ACTIVE: 0,
  CONNECTED: 1,
  DISCONNECTED: 4,
  LISTEN: 6,
  RESET: 7,
  DOWN: 8,
} as const;

/** A session as the enumeration lists it, whole names and all. */
export interface Station {
  readonly sessionId: number;
  readonly state: number;
  /** `Console`, `RDP-Tcp#5`, `Services`; empty where nobody is connected. */
  readonly station: string;
  readonly userName: string;
  readonly domain: string;
}

/** The server that the program runs on. */
const HERE = null;
/** Of WTS_INFO_CLASS. */
const ASK = { CLIENT_NAME: 10, CLIENT_ADDRESS: 14, SESSION_INFO_EX: 25 } as const;
const SESSION_INFO_LEVEL_1 = 2;
const MB_OK_INFORMATION_TOPMOST = 0x0004_0040;
/** More sessions than a host can have; a bound for what is read from foreign memory. */
const MAX_STATIONS = 100_000;
const MAX_ANSWER_BYTES = 65_536;

/** Remote Desktop Services' own view of this host, through wtsapi32. */
export class Wts {
  readonly #koffi: Koffi;
  readonly #sessionInfo: ReturnType<Koffi["struct"]>;
  readonly #enumerate: (...args: unknown[]) => Promise<Called>;
  readonly #query: (...args: unknown[]) => Promise<Called>;
  readonly #logOff: (...args: unknown[]) => Promise<Called>;
  readonly #disconnect: (...args: unknown[]) => Promise<Called>;
  readonly #send: (...args: unknown[]) => Promise<Called>;
  readonly #token: (...args: unknown[]) => Promise<Called>;
  readonly #free: (...args: unknown[]) => unknown;
  readonly #freeList: (...args: unknown[]) => unknown;

  constructor(koffi: Koffi, file: string) {
    this.#koffi = koffi;
    this.#sessionInfo = koffi.struct({
      ExecEnvId: "uint32",
      State: "int32",
      SessionId: "uint32",
      pSessionName: "str16",
      pHostName: "str16",
      pUserName: "str16",
      pDomainName: "str16",
      pFarmName: "str16",
    });
    const library = new NativeLibrary(koffi, file);
    this.#enumerate = library.func(
      "int __stdcall WTSEnumerateSessionsExW(void *server, _Inout_ uint32 *level, uint32 filter, _Out_ void **list, _Out_ uint32 *count)",
    );
    this.#query = library.func(
      "int __stdcall WTSQuerySessionInformationW(void *server, uint32 session, int what, _Out_ void **answer, _Out_ uint32 *bytes)",
    );
    this.#logOff = library.func("int __stdcall WTSLogoffSession(void *server, uint32 session, int wait)");
    this.#disconnect = library.func(
      "int __stdcall WTSDisconnectSession(void *server, uint32 session, int wait)",
    );
    this.#send = library.func(
      "int __stdcall WTSSendMessageW(void *server, uint32 session, str16 title, uint32 titleBytes, str16 text, uint32 textBytes, uint32 style, uint32 seconds, _Out_ uint32 *response, int wait)",
    );
    this.#token = library.func("int __stdcall WTSQueryUserToken(uint32 session, _Out_ void **token)");
    this.#free = library.quick("void __stdcall WTSFreeMemory(void *memory)");
    this.#freeList = library.quick("int __stdcall WTSFreeMemoryExW(int kind, void *memory, uint32 count)");
  }

  async list(): Promise<Station[]> {
    const list: [unknown] = [null];
    const count: [number] = [0];
    done("WTSEnumerateSessionsExW", await this.#enumerate(HERE, [1], 0, list, count));
    try {
      if (count[0] > MAX_STATIONS) throw new Error(`WTSEnumerateSessionsExW claims ${count[0]} sessions`);
      if (count[0] === 0) return [];
      const rows: NativeSessionInfo[] = this.#koffi.decode(list[0], this.#sessionInfo, count[0]);
      return rows.map((row) => ({
        sessionId: row.SessionId,
        state: row.State,
        station: row.pSessionName ?? "",
        userName: row.pUserName ?? "",
        domain: row.pDomainName ?? "",
      }));
    } finally {
      this.#freeList(SESSION_INFO_LEVEL_1, list[0], count[0]);
    }
  }

  /** Null for a session that went meanwhile. */
  async details(sessionId: number): Promise<SessionDetails | null> {
    const bytes = await this.#ask(sessionId, ASK.SESSION_INFO_EX);
    return bytes && readSessionDetails(bytes);
  }

  async clientName(sessionId: number): Promise<string> {
    const bytes = await this.#ask(sessionId, ASK.CLIENT_NAME);
    return bytes?.toString("utf16le").split("\0", 1)[0] ?? "";
  }

  async clientAddress(sessionId: number): Promise<string> {
    const bytes = await this.#ask(sessionId, ASK.CLIENT_ADDRESS);
    return bytes ? readClientAddress(bytes) : "";
  }

  async logOff(sessionId: number): Promise<void> {
    done("WTSLogoffSession", await this.#logOff(HERE, sessionId, 0));
  }

  /** Windows answers TRUE for a session that is not there, too: who asks must look. */
  async disconnect(sessionId: number): Promise<void> {
    done("WTSDisconnectSession", await this.#disconnect(HERE, sessionId, 0));
  }

  /** Returns when the box is on its way, not when somebody has closed it. */
  async sendMessage(sessionId: number, title: string, text: string): Promise<void> {
    const called = await this.#send(
      HERE,
      sessionId,
      title,
      Buffer.byteLength(title, "utf16le"),
      text,
      Buffer.byteLength(text, "utf16le"),
      MB_OK_INFORMATION_TOPMOST,
      0,
      [0],
      0,
    );
    done("WTSSendMessageW", called);
  }

  /** The token of whoever is logged on; null where the agent may not have it. Whoever gets it closes it. */
  async userToken(sessionId: number): Promise<unknown> {
    const token: [unknown] = [null];
    const { result } = await this.#token(sessionId, token);
    return result ? token[0] : null;
  }

  async #ask(sessionId: number, what: number): Promise<Buffer | null> {
    const answer: [unknown] = [null];
    const bytes: [number] = [0];
    const called = await this.#query(HERE, sessionId, what, answer, bytes);
    const { lastError } = called;
    const isGone = lastError === WIN32.FILE_NOT_FOUND || lastError === WIN32.SESSION_NOT_FOUND;
    if (!called.result && isGone) return null;
    done("WTSQuerySessionInformationW", called);
    try {
      return bytesAt(this.#koffi, answer[0], Math.min(bytes[0], MAX_ANSWER_BYTES));
    } finally {
      this.#free(answer[0]);
    }
  }
}

interface NativeSessionInfo {
  readonly State: number;
  readonly SessionId: number;
  readonly pSessionName: string | null;
  readonly pUserName: string | null;
  readonly pDomainName: string | null;
}

function done(call: string, { result, lastError }: Called): void {
  if (!result) throw new WindowsError(call, lastError);
}
