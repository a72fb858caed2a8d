export type Koffi = typeof import("koffi");

/** Only where it is needed: the program that travels to Linux hosts has no such library beside it. */
export async function loadKoffi(): Promise<Koffi> {
  return import("koffi");
}
