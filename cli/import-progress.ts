import { count, visibleText } from "@/lib/format/count";

const EVERY_MS = 2_000;

/** A line now and then: what is being read or written, and how far it is. */
export function importProgress(err: (text: string) => void) {
  let toldAt = performance.now();
  return (name: string, bytes: number, events: number): void => {
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    const how = bytes > 0 ? `${count(Math.round(bytes / 1_000_000))} MB read, ` : "";
    err(`${visibleText(name)}: ${how}${count(events)} events`);
  };
}
