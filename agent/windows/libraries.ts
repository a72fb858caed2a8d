import { CallSlots } from "./call-slots";
import type { Koffi, Library } from "./load-koffi";

/** Where each kind of call lives. Tests under Wine put stand-ins of their own in the place of what Wine lacks. */
export interface LibraryFiles {
  readonly sessions: string;
  readonly events: string;
  readonly logons: string;
  readonly policy: string;
  readonly system: string;
}

export const WINDOWS_LIBRARIES: LibraryFiles = {
  sessions: "wtsapi32.dll",
  events: "wevtapi.dll",
  logons: "secur32.dll",
  policy: "advapi32.dll",
  system: "ntdll.dll",
};

/** koffi refuses more than some hundred at a time, and Node has four threads for them. */
const MAX_CALLS = 16;
const slots = new CallSlots(MAX_CALLS);

/** What a call gave back, and the error that Windows noted beside it: both of one thread, at one moment. */
export interface Called {
  readonly result: unknown;
  readonly lastError: number;
}

/** Functions of a library, each called on a thread of its own: the event loop goes on however long Windows takes. */
export class NativeLibrary {
  readonly koffi: Koffi;
  readonly #library: Library;
  readonly #lastError: () => number;

  constructor(koffi: Koffi, file: string) {
    this.koffi = koffi;
    this.#library = koffi.load(file);
    this.#lastError = koffi.load("kernel32.dll").func("uint32 __stdcall GetLastError()");
  }

  /** koffi keeps the error of a call until its answer has been handed over: it is read there, and nowhere later. */
  func(definition: string): (...args: unknown[]) => Promise<Called> {
    const native = this.#library.func(definition);
    const call = (args: readonly unknown[]) =>
      new Promise<Called>((resolve, reject) => {
        native.async(...args, (error: unknown, result: unknown) => {
          if (error) reject(error);
          else resolve({ result, lastError: this.#lastError() });
        });
      });
    return (...args) => slots.run(() => call(args));
  }

  /** For what only gives memory or a handle back, and is done at once. */
  quick(definition: string): (...args: unknown[]) => unknown {
    return this.#library.func(definition);
  }
}

/** A copy of so many bytes behind a pointer. */
export function bytesAt(koffi: Koffi, pointer: unknown, length: number): Buffer {
  return Buffer.from(new Uint8Array(koffi.view(pointer, length)));
}
