import "server-only";
import { DomainError } from "@/lib/domain/errors";
import { appendTrail } from "@/lib/storage/append-trail";
import { notify } from "@/lib/storage/notifications";
import type { Context } from "../context";
import { requirePermission } from "../require-permission";
import type { SuperOfficeClient } from "./superoffice-client";

export interface LoggedOffThere {
  /** Logged on there before, and not any more. */
  readonly ended: readonly number[];
  /** Still listed: the server said yes and did nothing, or is not done yet. */
  readonly still: readonly number[];
  readonly notLoggedOn: readonly number[];
}

/** Calls LogOffWindowsUsers on the SuperOffice server and lists again: its 204 alone says nothing. */
export async function logOffThere(
  ctx: Context,
  server: string,
  client: SuperOfficeClient,
  superOfficeIds: readonly number[],
): Promise<LoggedOffThere> {
  requirePermission(ctx.actor, "logoff.request");
  const wrong = superOfficeIds.findIndex((id) => !Number.isInteger(id) || id < 1 || id > 2_147_483_647);
  if (wrong >= 0 || superOfficeIds.length === 0) {
    throw new DomainError(
      "invalid_input",
      "Name SuperOffice associates by their ids.",
      `logOff.${Math.max(0, wrong)}`,
    );
  }
  const before = new Set(await client.listAssociateIds("loggedOnWin"));
  const asked = [...new Set(superOfficeIds)];
  const listed = asked.filter((id) => before.has(id));
  // Written down before it is sent: no trail, no change.
  await ctx.db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, ctx.now, {
      name: "superoffice.log_off",
      actor: ctx.actor,
      subject: `superoffice:${server}`,
      detail: { associateIds: listed },
    });
    await notify(tx, { kind: "trail" });
  });
  if (listed.length > 0) await client.logOffWindowsUsers(listed);
  const after = new Set(listed.length > 0 ? await client.listAssociateIds("loggedOnWin") : []);
  return {
    ended: listed.filter((id) => !after.has(id)),
    still: listed.filter((id) => after.has(id)),
    notLoggedOn: asked.filter((id) => !before.has(id)),
  };
}
