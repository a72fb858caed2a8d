import { DomainError } from "@/lib/domain/errors";
import { readOffset } from "@/lib/domain/utc-offset";

/** Minutes ahead of UTC, of `--utc-offset`; null where it is not given. */
export function offsetFlag(text: string | null): number | null {
  if (text === null) return null;
  const minutes = readOffset(text);
  if (minutes === null)
    throw new DomainError("invalid_input", "an offset looks like +05:45 or -04:00", "--utc-offset");
  return minutes;
}
