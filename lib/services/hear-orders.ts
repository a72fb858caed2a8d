import "server-only";
import { type Listener, listen } from "@/lib/storage/notifications";

export interface HeardOrders {
  readonly orderIds: readonly number[];
  readonly hostIds: readonly number[];
}

/** Calls back with the orders that changed and their hosts, the moment that is committed; with null when some may have been missed. */
export function hearOrders(url: string, onOrders: (heard: HeardOrders | null) => void): Listener {
  return listen(
    url,
    (notice) => {
      if (notice.kind === "orders") onOrders(notice);
    },
    () => onOrders(null),
  );
}
