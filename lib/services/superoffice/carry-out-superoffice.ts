import "server-only";
import { DomainError } from "@/lib/domain/errors";
import { LOCK, withLock } from "@/lib/storage/advisory-locks";
import type { Database } from "@/lib/storage/database";
import type { Prisma } from "@/lib/storage/generated/client";
import { notify } from "@/lib/storage/notifications";
import {
  askForSettledOrders,
  askSync,
  closeLeftSuperOfficeRuns,
  endSuperOfficeRun,
  listLoggedOffThere,
  type TakenRun,
  takeSuperOfficeRun,
  wasSyncedSince,
} from "@/lib/storage/superoffice-runs";
import type { Context } from "../context";
import { appTokenPurpose, authorizationPurpose } from "./connection-secret";
import { logOffThere } from "./log-off-there";
import { openSecret } from "./sealed-secret";
import { type ClientOptions, SuperOfficeClient, serverNameOf } from "./superoffice-client";
import { syncSuperOffice } from "./sync-superoffice";

const DAY_MS = 86_400_000;

export interface CarryOutOptions {
  /** The half of the sealing key that opens. */
  readonly privateKey: string;
  /** The system's own actor. */
  readonly actor: Context["actor"];
  readonly now: () => Date;
  readonly client?: ClientOptions;
}

interface Connection {
  readonly url: string;
  readonly authorization: string;
  readonly appToken: string | null;
  readonly logOffSince: Date | null;
}

/**
 * Does what was asked of the SuperOffice server: reads its users when somebody asks and once a day, and logs off there
 * whom an order has logged off. Answers how many runs it carried out; 0 too while another gateway is at it.
 */
export async function carryOutSuperOffice(db: Database, options: CarryOutOptions): Promise<number> {
  const connection = await db.prisma.superOfficeConnection.findUnique({ where: { id: 1 } });
  if (!connection) return 0;
  const done = await withLock(db, LOCK.superOffice, async () => {
    await closeLeftSuperOfficeRuns(db, options.now());
    await askWhatIsDue(db, connection, options);
    for (let runs = 0; ; runs++) {
      const run = await takeSuperOfficeRun(db, options.now());
      if (!run) return runs;
      await tell(db);
      await carryOut(db, connection, run, options);
    }
  });
  return done?.value ?? 0;
}

async function askWhatIsDue(
  db: Database,
  connection: Connection,
  { actor, now }: CarryOutOptions,
): Promise<void> {
  const at = now();
  if (!(await wasSyncedSince(db, new Date(at.getTime() - DAY_MS)))) await askSync(db.prisma, actor, at);
  if (connection.logOffSince) {
    await askForSettledOrders(db, serverNameOf(connection.url), connection.logOffSince, at);
  }
}

async function carryOut(
  db: Database,
  connection: Connection,
  run: TakenRun,
  options: CarryOutOptions,
): Promise<void> {
  const ctx = { actor: options.actor, now: options.now(), db };
  let ended: { readonly facts: Prisma.InputJsonObject } | { readonly error: string };
  try {
    ended = { facts: await work(ctx, connection, run, options) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    ended = { error: error.message };
  }
  await db.prisma.$transaction(async (tx) => {
    await endSuperOfficeRun(tx, run.id, ended, options.now());
    await notify(tx, { kind: "superoffice" });
  });
}

async function work(
  ctx: Context,
  connection: Connection,
  run: TakenRun,
  options: CarryOutOptions,
): Promise<Prisma.InputJsonObject> {
  const server = serverNameOf(connection.url);
  const client = clientFor(connection, options);
  if (run.orderId === null) return { ...(await syncSuperOffice(ctx, server, client)) };
  const ids = await listLoggedOffThere(ctx.db, server, run.orderId);
  // They are on somewhere else by now: their work goes on there.
  if (ids.length === 0) return { ended: [], still: [], notLoggedOn: [] };
  const { ended, still, notLoggedOn } = await logOffThere(ctx, server, client, ids);
  return { ended: [...ended], still: [...still], notLoggedOn: [...notLoggedOn] };
}

function clientFor(connection: Connection, { privateKey, client }: CarryOutOptions): SuperOfficeClient {
  const { url } = connection;
  const authorization = openSecret(privateKey, connection.authorization, authorizationPurpose(url));
  const appToken = connection.appToken && openSecret(privateKey, connection.appToken, appTokenPurpose(url));
  if (authorization === null || (connection.appToken !== null && appToken === null)) {
    throw new DomainError(
      "unavailable",
      "The kept secret cannot be opened: it was sealed for a key that this gateway does not have. Set it again.",
    );
  }
  return new SuperOfficeClient({ url, authorization, ...(appToken ? { appToken } : {}) }, client);
}

async function tell(db: Database): Promise<void> {
  await notify(db.prisma, { kind: "superoffice" });
}
