import { clockOrDay } from "@/lib/format/clock";

/** `10:51:10.997`: what an audited record is found by. */
export function clockMilliseconds(at: number, now: number, timeZone: string): string {
  const rest = Math.floor(((at % 1000) + 1000) % 1000);
  return `${clockOrDay(at, now, timeZone)}.${String(rest).padStart(3, "0")}`;
}
