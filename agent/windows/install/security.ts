import type { Koffi } from "../load-koffi";

const OWNER = 0x1;
const DACL = 0x4;
/** Nothing comes through from the folder above. */
const PROTECTED_DACL = 0x80000000;
const SDDL_REVISION = 1;
const FILE_OBJECT = 1;
const TOKEN_QUERY = 0x8;
const TOKEN_USER = 1;
/** A SID takes 68 bytes at most, and a pointer and two numbers stand before it. */
const TOKEN_USER_BYTES = 128;
const ERROR_ALREADY_EXISTS = 183;

/** Folders and who may enter them (advapi32), in Windows' own text form of a security descriptor. */
export class FolderSecurity {
  readonly #koffi: Koffi;
  readonly #advapi: ReturnType<Koffi["load"]>;
  readonly #kernel: ReturnType<Koffi["load"]>;

  constructor(koffi: Koffi) {
    this.#koffi = koffi;
    this.#advapi = koffi.load("advapi32.dll");
    this.#kernel = koffi.load("kernel32.dll");
  }

  /** Made with its rights at once: there is no moment at which others could get in. False: it is there already. */
  make(folder: string, sddl: string): boolean {
    const koffi = this.#koffi;
    const attributes = koffi.struct({ length: "uint32", descriptor: "void *", inherit: "int32" });
    const create = this.#kernel.func("CreateDirectoryW", "int", ["str16", koffi.pointer(attributes)]);
    const lastError = this.#kernel.func("GetLastError", "uint32", []);
    return this.#withDescriptor(sddl, (descriptor) => {
      const given = { length: koffi.sizeof(attributes), descriptor, inherit: 0 };
      if (create(folder, given) !== 0) return true;
      const code: number = lastError();
      if (code === ERROR_ALREADY_EXISTS) return false;
      throw new Error(`${folder} cannot be made: Windows says ${code}`);
    });
  }

  restrict(folder: string, sddl: string): void {
    const set = this.#advapi.func("SetFileSecurityW", "int", ["str16", "uint32", "void *"]);
    this.#withDescriptor(sddl, (descriptor) => {
      if (set(folder, DACL | PROTECTED_DACL, descriptor) === 0)
        throw new Error(`the rights of ${folder} cannot be set: run this as an administrator`);
    });
  }

  read(folder: string): string {
    const get = this.#advapi.func("GetNamedSecurityInfoW", "uint32", [
      "str16",
      "int32",
      "uint32",
      "void *",
      "void *",
      "void *",
      "void *",
      "void *",
    ]);
    const out = this.#koffi.alloc("void *", 1);
    try {
      const failed: number = get(folder, FILE_OBJECT, OWNER | DACL, null, null, null, null, out);
      if (failed !== 0) throw new Error(`the rights of ${folder} cannot be read: Windows says ${failed}`);
      return this.#asText(this.#koffi.decode(out, "void *"));
    } finally {
      this.#koffi.free(out);
    }
  }

  /** The account that this program runs as. */
  self(): string {
    const koffi = this.#koffi;
    const current = this.#kernel.func("GetCurrentProcess", "void *", []);
    const close = this.#kernel.func("CloseHandle", "int", ["void *"]);
    const open = this.#advapi.func("OpenProcessToken", "int", ["void *", "uint32", "void *"]);
    const ask = this.#advapi.func("GetTokenInformation", "int", [
      "void *",
      "int32",
      "void *",
      "uint32",
      "void *",
    ]);
    const inWords = this.#advapi.func("ConvertSidToStringSidW", "int", ["void *", "void *"]);
    const out = koffi.alloc("void *", 1);
    const user = koffi.alloc("uint8", TOKEN_USER_BYTES);
    const size = koffi.alloc("uint32", 1);
    let token: bigint | null = null;
    try {
      if (open(current(), TOKEN_QUERY, out) === 0) throw new Error("this program may not ask who it runs as");
      token = koffi.decode(out, "void *");
      if (ask(token, TOKEN_USER, user, TOKEN_USER_BYTES, size) === 0)
        throw new Error("Windows does not say who this program runs as");
      if (inWords(koffi.decode(user, "void *"), out) === 0)
        throw new Error("the account's SID cannot be read");
      return this.#take(koffi.decode(out, "void *"));
    } finally {
      if (token !== null) close(token);
      for (const memory of [out, user, size]) koffi.free(memory);
    }
  }

  #asText(descriptor: bigint): string {
    const convert = this.#advapi.func("ConvertSecurityDescriptorToStringSecurityDescriptorW", "int", [
      "void *",
      "uint32",
      "uint32",
      "void *",
      "void *",
    ]);
    const out = this.#koffi.alloc("void *", 1);
    try {
      if (convert(descriptor, SDDL_REVISION, OWNER | DACL, out, null) === 0)
        throw new Error("a security descriptor cannot be put into words");
      return this.#take(this.#koffi.decode(out, "void *"));
    } finally {
      this.#koffi.free(out);
      this.#localFree(descriptor);
    }
  }

  #withDescriptor<T>(sddl: string, use: (descriptor: bigint) => T): T {
    const convert = this.#advapi.func("ConvertStringSecurityDescriptorToSecurityDescriptorW", "int", [
      "str16",
      "uint32",
      "void *",
      "void *",
    ]);
    const out = this.#koffi.alloc("void *", 1);
    try {
      if (convert(sddl, SDDL_REVISION, out, null) === 0) throw new Error(`Windows does not take ${sddl}`);
      const descriptor: bigint = this.#koffi.decode(out, "void *");
      try {
        return use(descriptor);
      } finally {
        this.#localFree(descriptor);
      }
    } finally {
      this.#koffi.free(out);
    }
  }

  /** A text that Windows has allocated. */
  #take(text: bigint): string {
    try {
      return this.#koffi.decode.string16(text);
    } finally {
      this.#localFree(text);
    }
  }

  #localFree(memory: bigint): void {
    this.#kernel.func("LocalFree", "void *", ["void *"])(memory);
  }
}
