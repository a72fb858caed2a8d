import type { Tx } from "./database";

export interface LinkedUser {
  readonly associateId: number;
  readonly name: string;
  readonly fullName: string;
  readonly isRetired: boolean;
  readonly credentials: readonly { readonly sid: string; readonly login: string }[];
}

/** Ties users of a server to associates by the SIDs of their accounts; answers how many associates are new. */
export async function linkSuperOfficeUsers(
  tx: Tx,
  server: string,
  users: readonly LinkedUser[],
  now: Date,
): Promise<number> {
  let created = 0;
  for (const user of users) if (await linkOne(tx, server, user, now)) created += 1;
  return created;
}

async function linkOne(tx: Tx, server: string, user: LinkedUser, now: Date): Promise<boolean> {
  const { associateId: superOfficeId, name, fullName, credentials } = user;
  const key = { server_superOfficeId: { server, superOfficeId } };
  const sids = credentials.map(({ sid }) => sid);
  const account = await tx.account.findFirst({
    where: { key: { in: sids }, associateId: { not: null } },
    select: { associateId: true },
  });
  const link = await tx.superOfficeAssociate.findUnique({ where: key, select: { associateId: true } });
  // The SID says who somebody is; an earlier link only where no account is known yet.
  const known = account?.associateId ?? link?.associateId;
  const associateId =
    known ??
    (await tx.associate.create({ data: { name, fullName, createdAt: now }, select: { id: true } })).id;
  if (user.isRetired) {
    await tx.associate.updateMany({ where: { id: associateId, retiredAt: null }, data: { retiredAt: now } });
  }
  for (const { sid, login } of credentials) {
    const [domain, user] = login.includes("\\") ? splitLogin(login) : ["", login || name];
    await tx.account.upsert({
      where: { key: sid },
      create: { key: sid, domain, name: user, associateId, createdAt: now },
      // What a host has told of an account is left as it is.
      update: { associateId },
    });
  }
  const facts = { associateId, name, syncedAt: now };
  await tx.superOfficeAssociate.upsert({
    where: key,
    create: { server, superOfficeId, ...facts },
    update: facts,
  });
  return known === undefined;
}

function splitLogin(login: string): [string, string] {
  const at = login.indexOf("\\");
  return [login.slice(0, at), login.slice(at + 1)];
}
