import { bytesAt, type Called, NativeLibrary } from "./libraries";
import type { Koffi } from "./load-koffi";
import { luid } from "./logon-layout";

/** TOKEN_STATISTICS: the token's own id, then at 8 the LUID of its logon. */
const TOKEN_STATISTICS = 10;
const STATISTICS_BYTES = 56;
const AUTHENTICATION_ID = 8;

/** Which logon a token belongs to, through advapi32. */
export class Tokens {
  readonly #koffi: Koffi;
  readonly #information: (...args: unknown[]) => Promise<Called>;
  readonly #close: (...args: unknown[]) => unknown;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    this.#information = new NativeLibrary(koffi, "advapi32.dll").func(
      "int __stdcall GetTokenInformation(void *token, int what, void *answer, uint32 size, _Out_ uint32 *used)",
    );
    this.#close = new NativeLibrary(koffi, "kernel32.dll").quick("int __stdcall CloseHandle(void *handle)");
  }

  /** Takes the token and closes it. */
  async logonIdOf(token: unknown): Promise<string | null> {
    const answer = this.#koffi.alloc("uint8", STATISTICS_BYTES);
    try {
      const { result } = await this.#information(token, TOKEN_STATISTICS, answer, STATISTICS_BYTES, [0]);
      return result ? luid(bytesAt(this.#koffi, answer, STATISTICS_BYTES), AUTHENTICATION_ID) : null;
    } finally {
      this.#koffi.free(answer);
      this.#close(token);
    }
  }
}
