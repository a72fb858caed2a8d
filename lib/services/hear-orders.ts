import "server-only";
import { type Listener, listen } from "@/lib/storage/notifications";

/** Calls back with the hosts that orders are for, the moment those are committed; with null when some may have been missed. */
export function hearOrders(url: string, onHosts: (hostIds: readonly number[] | null) => void): Listener {
  return listen(
    url,
    (notice) => {
      if (notice.kind === "orders") onHosts(notice.hostIds);
    },
    () => onHosts(null),
  );
}
