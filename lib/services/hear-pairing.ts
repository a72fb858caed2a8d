import "server-only";
import { type Listener, listen } from "@/lib/storage/notifications";

/** Calls back when boots are due for pairing, and when a notice of that may have been missed. */
export function hearPairing(url: string, onDue: () => void): Listener {
  return listen(
    url,
    (notice) => {
      if (notice.kind === "pairing") onDue();
    },
    onDue,
  );
}
