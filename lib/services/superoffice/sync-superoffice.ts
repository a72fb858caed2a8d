import "server-only";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import { linkSuperOfficeUsers } from "@/lib/storage/superoffice-links";
import type { Context } from "../context";
import { requirePermission } from "../require-permission";
import type { SuperOfficeClient, SuperOfficeUser } from "./superoffice-client";

export interface SyncedSuperOffice {
  readonly read: number;
  /** Users whose SID belongs to an account: who they are here is known. */
  readonly linked: number;
  readonly created: number;
  /** Users without an Active Directory credential: nothing ties them to a Windows session. */
  readonly withoutSid: number;
  /** Users whose SIDs belong to several people: nobody guesses which of them it is. */
  readonly ambiguous: number;
}

/** So many users are read at the same time. */
const AT_ONCE = 4;

/** Brings in the users of a SuperOffice server and ties them to accounts by SID, all of them or none. */
export async function syncSuperOffice(
  ctx: Context,
  server: string,
  client: SuperOfficeClient,
): Promise<SyncedSuperOffice> {
  requirePermission(ctx.actor, "associate.import");
  const ids = await client.listAssociateIds("associate");
  const users = await readUsers(client, ids);
  return ctx.db.prisma.$transaction(
    async (tx) => {
      const { linked, created, unlinked } = await linkSuperOfficeUsers(tx, server, users, ctx.now);
      const counts = {
        read: users.length,
        linked,
        created,
        withoutSid: unlinked.no_sid,
        ambiguous: unlinked.shared_sid + unlinked.two_people,
      };
      await appendTrail(tx, ctx.now, {
        name: "superoffice.sync",
        actor: ctx.actor,
        subject: `superoffice:${server}`,
        detail: counts,
      });
      await notify(tx, { kind: "trail" });
      await notify(tx, { kind: "superoffice" });
      return counts;
    },
    { timeout: 120_000 },
  );
}

async function readUsers(client: SuperOfficeClient, ids: readonly number[]): Promise<SuperOfficeUser[]> {
  const users: SuperOfficeUser[] = [];
  let next = 0;
  const read = async () => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) users.push(await client.getUser(id));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, read));
  return users.sort((a, b) => a.associateId - b.associateId);
}
