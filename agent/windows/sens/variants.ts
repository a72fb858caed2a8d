import type { Koffi } from "../load-koffi";

export const DISPATCH = {
  memberNotFound: 0x80020003 | 0,
  typeMismatch: 0x80020005 | 0,
  unknownName: 0x80020006 | 0,
  badParamCount: 0x8002000e | 0,
} as const;

const VARIANT_BYTES = 24;
const VALUE_OFFSET = 8;
const VT = { i4: 3, bstr: 8, ui4: 19, int: 22, uint: 23 } as const;
const WHOLE_NUMBERS: readonly number[] = [VT.i4, VT.ui4, VT.int, VT.uint];
/** DISPPARAMS: the arguments, the ids of named ones, how many of each. */
const COUNT_OFFSET = 16;

export interface SensArguments {
  readonly userName: string;
  readonly sessionId: number | null;
}

/** The arguments of a late-bound call, which stand there from the last to the first; a number says what is wrong with them. */
export function readArguments(
  koffi: Koffi,
  params: bigint | null,
  hasSession: boolean,
): SensArguments | number {
  const wanted = hasSession ? 2 : 1;
  const count: number = params === null ? 0 : koffi.decode(params, COUNT_OFFSET, "uint32");
  if (params === null || count !== wanted) return DISPATCH.badParamCount;
  const list: bigint = koffi.decode(params, "void *");
  const typeAt = (index: number): number => koffi.decode(list, index * VARIANT_BYTES, "uint16");
  const nameAt = wanted - 1;
  if (typeAt(nameAt) !== VT.bstr) return DISPATCH.typeMismatch;
  if (hasSession && !WHOLE_NUMBERS.includes(typeAt(0))) return DISPATCH.typeMismatch;
  const name: bigint | null = koffi.decode(list, nameAt * VARIANT_BYTES + VALUE_OFFSET, "void *");
  return {
    userName: name === null ? "" : koffi.decode.string16(name),
    sessionId: hasSession ? koffi.decode(list, VALUE_OFFSET, "uint32") : null,
  };
}
