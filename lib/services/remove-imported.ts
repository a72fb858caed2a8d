import type { Tx } from "@/lib/storage/database";
import { lockHost } from "@/lib/storage/lock-host";
import { deleteImportedEvents, listImportedHosts } from "@/lib/storage/remove-imported";

/**
 * Takes back what only this import brought; what a host or a shipper has sent as well stays. The boots that lose events
 * are due for pairing (`pairDue`) once the caller commits.
 */
export async function removeImported(tx: Tx, importId: number): Promise<{ removed: number }> {
  let removed = 0;
  for (const hostId of await listImportedHosts(tx, importId)) {
    await lockHost(tx, hostId);
    removed += await deleteImportedEvents(tx, importId, hostId);
  }
  return { removed };
}
