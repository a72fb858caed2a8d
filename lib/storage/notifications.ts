import pg from "pg";
import type { Tx } from "./database";

/** What changed, by id; readers fetch the rows themselves. Kept small: a NOTIFY payload ends at 8,000 bytes. */
export type Notice =
  | { readonly kind: "sessions"; readonly hostIds: readonly number[] }
  | { readonly kind: "orders"; readonly orderIds: readonly number[]; readonly hostIds: readonly number[] }
  | { readonly kind: "history"; readonly hostId: number }
  | { readonly kind: "hosts"; readonly hostId: number }
  /** Boots are due for pairing. */
  | { readonly kind: "pairing" }
  | { readonly kind: "trail" }
  | { readonly kind: "hooks" }
  | { readonly kind: "alerts" }
  | { readonly kind: "policies" }
  | { readonly kind: "superoffice" }
  | { readonly kind: "sign-in"; readonly operatorId: number };

export const NOTICES = "curfew";
const MAX_IDS = 500;

/** Heard by every listener once the caller's transaction has committed, and never if it does not. */
export function notify(tx: Tx, notice: Notice): Promise<void> {
  return notifyAll(tx, [notice]);
}

/** The same for many, in one statement. */
export async function notifyAll(tx: Tx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  const payloads = notices.flatMap(inParts).map((notice) => JSON.stringify(notice));
  await tx.$executeRaw`SELECT pg_notify(${NOTICES}, payload) FROM unnest(${payloads}::text[]) AS payload`;
}

function inParts(notice: Notice): Notice[] {
  if (!("hostIds" in notice) || notice.hostIds.length <= MAX_IDS) return [notice];
  return slices(notice.hostIds).map((hostIds) => ({ ...notice, hostIds }));
}

function slices(ids: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, i) =>
    ids.slice(i * MAX_IDS, (i + 1) * MAX_IDS),
  );
}

export interface Listener {
  close(): Promise<void>;
}

/**
 * Hears every notice on a connection of its own, and re-connects for ever. `onGap` is called after each re-connection:
 * notices may have been missed, so whoever keeps state reads it again. `onLost`, when nothing is heard from now on.
 */
export function listen(
  url: string,
  onNotice: (notice: Notice) => void,
  onGap: () => void,
  onLost: () => void = () => {},
): Listener {
  let client: pg.Client | null = null;
  let closed = false;
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;

  const again = () => {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(connect, Math.min(5_000, 50 * 2 ** attempts++));
    timer.unref();
  };

  const connect = async () => {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true });
    client = fresh;
    let lost = false;
    let isHearing = false;
    const lose = () => {
      if (lost) return;
      lost = true;
      fresh.end().catch(() => {});
      if (isHearing && !closed) onLost();
      again();
    };
    fresh.on("error", lose);
    fresh.on("end", lose);
    fresh.on("notification", (message) => {
      if (message.channel === NOTICES && message.payload) onNotice(JSON.parse(message.payload) as Notice);
    });
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${NOTICES}`);
      attempts = 0;
      isHearing = true;
      onGap();
    } catch {
      lose();
    }
  };

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
