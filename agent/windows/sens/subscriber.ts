import type { Koffi } from "../load-koffi";
import { readGuid, S_OK } from "./com";
import { guidBytes } from "./guid";
import type { SensInterface } from "./interfaces";
import { DISPATCH, readArguments } from "./variants";

const IID_IUNKNOWN = guidBytes("00000000-0000-0000-c000-000000000046");
const IID_IDISPATCH = guidBytes("00020400-0000-0000-c000-000000000046");
const E_NOINTERFACE = 0x80004002 | 0;
const E_NOTIMPL = 0x80004001 | 0;
const E_POINTER = 0x80004003 | 0;
const POINTER_BYTES = 8;
const NO_ID = -1;

export type OnSens = (code: number, userName: string, sessionId: number | null) => void;

/**
 * An object that SENS can call, with a table of functions as a C++ compiler would lay it out: IUnknown, IDispatch, then the
 * interface's own methods. It lives as long as the program, so its count of references frees nothing.
 */
export function makeSubscriber(koffi: Koffi, told: SensInterface, onEvent: OnSens): bigint {
  const own = guidBytes(told.iid);
  let references = 1;
  const object: bigint = koffi.alloc("void *", 1);
  const text = (bstr: bigint | null) => (bstr === null ? "" : koffi.decode.string16(bstr));
  const say = (index: number, userName: string, sessionId: number | null) => {
    const method = told.methods[index];
    if (method) onEvent(method.code, userName, sessionId);
    return S_OK;
  };

  function queryInterface(_self: bigint, iid: bigint, out: bigint | null): number {
    if (out === null) return E_POINTER;
    const asked = readGuid(koffi, iid);
    const isOurs = [IID_IUNKNOWN, IID_IDISPATCH, own].some((known) => known.equals(asked));
    koffi.encode(out, "void *", isOurs ? object : null);
    if (isOurs) references += 1;
    return isOurs ? S_OK : E_NOINTERFACE;
  }

  function idsOfNames(
    _self: bigint,
    _iid: bigint,
    names: bigint,
    count: number,
    _lcid: number,
    out: bigint,
  ): number {
    const asked = koffi.decode.string16(koffi.decode(names, "void *"));
    const index = told.methods.findIndex(({ name }) => name.toLowerCase() === asked.toLowerCase());
    const isWhole = index >= 0 && count === 1;
    const ids = Array.from({ length: count }, (_, i) => (i === 0 && index >= 0 ? index + 1 : NO_ID));
    koffi.encode(out, koffi.array("int32", count), ids);
    return isWhole ? S_OK : DISPATCH.unknownName;
  }

  function invoke(
    _self: bigint,
    id: number,
    _iid: bigint,
    _lcid: number,
    _flags: number,
    params: bigint | null,
  ): number {
    if (!told.methods[id - 1]) return DISPATCH.memberNotFound;
    const read = readArguments(koffi, params, told.hasSession);
    if (typeof read === "number") return read;
    return say(id - 1, read.userName, read.sessionId);
  }

  const method = (result: string, args: string[], run: (...given: never[]) => number) =>
    koffi.register(run, koffi.pointer(koffi.proto(result, ["void *", ...args])));
  const rest = ["void *", "void *", "void *", "void *"];
  const table = [
    method("int32", ["void *", "void *"], queryInterface),
    method("uint32", [], () => ++references),
    method("uint32", [], () => Math.max(1, --references)),
    method("int32", ["void *"], (_self: bigint, out: bigint) => {
      koffi.encode(out, "uint32", 0);
      return S_OK;
    }),
    method("int32", ["uint32", "uint32", "void *"], () => E_NOTIMPL),
    method("int32", ["void *", "void *", "uint32", "uint32", "void *"], idsOfNames),
    method("int32", ["int32", "void *", "uint32", "uint16", ...rest], invoke),
    ...told.methods.map((_, index) =>
      told.hasSession
        ? method("int32", ["void *", "uint32"], (_self: bigint, name: bigint | null, sessionId: number) =>
            say(index, text(name), sessionId),
          )
        : method("int32", ["void *"], (_self: bigint, name: bigint | null) => say(index, text(name), null)),
    ),
  ];
  const entries: bigint = koffi.alloc("void *", table.length);
  for (const [index, entry] of table.entries()) koffi.encode(entries, index * POINTER_BYTES, "void *", entry);
  koffi.encode(object, "void *", entries);
  return object;
}
