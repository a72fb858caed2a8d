export const GUID_BYTES = 16;

/** As it lies in memory: the first three groups are little-endian numbers. */
export function guidBytes(guid: string): Buffer {
  const [a = "", b = "", c = "", ...rest] = guid.replace(/[{}]/g, "").split("-");
  const numbers = [a, b, c].map((group) => Buffer.from(group, "hex").reverse());
  return Buffer.concat([...numbers, Buffer.from(rest.join(""), "hex")]);
}
