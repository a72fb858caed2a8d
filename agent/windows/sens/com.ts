import type { Koffi } from "../load-koffi";
import { GUID_BYTES, guidBytes } from "./guid";

export const S_OK = 0;
const IN_PROCESS_OR_LOCAL = 0x1 | 0x4;
const MULTITHREADED = 0;
const POINTER_BYTES = 8;

/** A call that COM did not take. */
export class ComError extends Error {
  override readonly name = "ComError";

  constructor(call: string, result: number) {
    super(`${call} answered 0x${(result >>> 0).toString(16).padStart(8, "0")}`);
  }
}

export type ComArgument = { readonly type: string; readonly value: unknown };

/**
 * COM without a compiler. Each call goes on a thread of its own: the one called may call back before it answers, and its
 * calls are brought to the thread of JavaScript, which must be free to take them.
 */
export class Com {
  readonly #koffi: Koffi;
  readonly #allocText: (text: string) => bigint;
  readonly #freeText: (text: bigint) => void;
  readonly #create: { async(...args: unknown[]): void };

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    const ole = koffi.load("ole32.dll");
    const automation = koffi.load("oleaut32.dll");
    this.#allocText = automation.func("SysAllocString", "void *", ["str16"]);
    this.#freeText = automation.func("SysFreeString", "void", ["void *"]);
    this.#create = ole.func("CoCreateInstance", "int32", ["void *", "void *", "uint32", "void *", "void *"]);
    // Threads that say nothing themselves belong with this one, while it lives.
    const result: number = ole.func("CoInitializeEx", "int32", ["void *", "uint32"])(null, MULTITHREADED);
    if (result < 0) throw new ComError("CoInitializeEx", result);
  }

  async create(clsid: string, iid: string): Promise<ComReference> {
    const out = this.#koffi.alloc("void *", 1);
    try {
      const given = [guidBytes(clsid), null, IN_PROCESS_OR_LOCAL, guidBytes(iid), out];
      const result = await answerOf(this.#create, given);
      if (result < 0) throw new ComError(`CoCreateInstance of ${clsid}`, result);
      return new ComReference(this, this.#koffi, this.#koffi.decode(out, "void *"));
    } finally {
      this.#koffi.free(out);
    }
  }

  /** A text as automation passes it; freed when `use` has ended. */
  async withText<T>(text: string, use: (bstr: bigint) => Promise<T>): Promise<T> {
    const bstr = this.#allocText(text);
    try {
      return await use(bstr);
    } finally {
      this.#freeText(bstr);
    }
  }
}

/** Somebody else's object. Its methods are known by their place in its table. */
export class ComReference {
  readonly pointer: bigint;
  readonly #com: Com;
  readonly #koffi: Koffi;

  constructor(com: Com, koffi: Koffi, pointer: bigint) {
    this.#com = com;
    this.#koffi = koffi;
    this.pointer = pointer;
  }

  async call(name: string, index: number, args: readonly ComArgument[]): Promise<void> {
    const koffi = this.#koffi;
    const table: bigint = koffi.decode(this.pointer, "void *");
    const entry: bigint = koffi.decode(table, index * POINTER_BYTES, "void *");
    const proto = koffi.proto("int32", ["void *", ...args.map(({ type }) => type)]);
    const method = koffi.decode(entry, proto);
    const result = await answerOf(method, [this.pointer, ...args.map(({ value }) => value)]);
    if (result < 0) throw new ComError(name, result);
  }

  put(name: string, index: number, text: string): Promise<void> {
    return this.#com.withText(text, (bstr) => this.call(name, index, [{ type: "void *", value: bstr }]));
  }

  /** IEventSystem::Remove: what of this kind the criteria name. */
  remove(progId: string, criteria: string, index: number): Promise<void> {
    const errorAt: bigint = this.#koffi.alloc("int32", 1);
    return this.#com
      .withText(progId, (kind) =>
        this.#com.withText(criteria, (which) =>
          this.call("Remove", index, [
            { type: "void *", value: kind },
            { type: "void *", value: which },
            { type: "void *", value: errorAt },
          ]),
        ),
      )
      .finally(() => this.#koffi.free(errorAt));
  }

  /** IUnknown::Release answers a count, not a result. */
  async release(): Promise<void> {
    await this.call("Release", 2, []).catch(() => {});
  }
}

export function readGuid(koffi: Koffi, pointer: bigint): Buffer {
  return Buffer.from(koffi.decode(pointer, koffi.array("uint8", GUID_BYTES)));
}

function answerOf(method: { async(...args: unknown[]): void }, args: readonly unknown[]): Promise<number> {
  return new Promise((resolve, reject) => {
    method.async(...args, (error: unknown, result: number) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      else resolve(result);
    });
  });
}
