import { MINUTE, zoneClock } from "@/lib/domain/zone-clock";

/** `UTC+01:00`, as it holds at that instant. */
export function utcOffset(at: number, timeZone: string): string {
  const minutes = Math.round(zoneClock(timeZone).offset(at) / MINUTE);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return `UTC${minutes < 0 ? "−" : "+"}${two(hours)}:${two(rest)}`;
}
