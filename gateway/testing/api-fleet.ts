import { createApiToken } from "@/lib/services/create-api-token";
import { type Fleet, makeFleet, operatorActor } from "@/lib/services/testing/make-fleet";
import type { TestGateway } from "./start-test-gateway";

export interface ApiFleet extends Fleet {
  /** Of the people whose sessions are live, in the order of those. */
  readonly associateIds: readonly number[];
}

export async function makeApiFleet({ db }: TestGateway, people = 2): Promise<ApiFleet> {
  const fleet = await makeFleet(db, 1, people);
  const live = await db.prisma.liveSession.findMany({
    where: { hostId: { in: [...fleet.hostIds] } },
    orderBy: { id: "asc" },
  });
  return { ...fleet, associateIds: live.map(({ associateId }) => associateId ?? 0) };
}

export async function makeToken(
  { db }: TestGateway,
  scopes: readonly string[],
  role = "operator",
): Promise<string> {
  const ctx = { actor: operatorActor(1, "administrator"), now: new Date(), db };
  const made = await createApiToken(ctx, { label: `for ${scopes.join()}`, role, scopes, expiresInDays: 1 });
  return made.token;
}
