declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

export type HostId = Branded<number, "HostId">;
export type AssociateId = Branded<number, "AssociateId">;
export type AccountId = Branded<number, "AccountId">;
export type OrderId = Branded<number, "OrderId">;
export type OperatorId = Branded<number, "OperatorId">;

/** `0x3e7`, `0x00000000000003e7` and `999` are one LUID: lower-case hexadecimal without leading zeros. */
export function canonicalLogonId(text: string): string | null {
  const trimmed = text.trim().toLowerCase();
  if (!/^(0x[0-9a-f]{1,16}|[0-9]{1,20})$/.test(trimmed)) return null;
  const value = BigInt(trimmed);
  return value > 0xffff_ffff_ffff_ffffn ? null : `0x${value.toString(16)}`;
}
