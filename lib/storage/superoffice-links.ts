import type { UnlinkedReason } from "@/lib/domain/superoffice";
import type { Tx } from "./database";

export interface LinkedUser {
  readonly associateId: number;
  readonly name: string;
  readonly fullName: string;
  readonly isRetired: boolean;
  readonly credentials: readonly { readonly sid: string; readonly login: string }[];
}

export interface LinkCounts {
  readonly linked: number;
  /** Associates that were not known before. */
  readonly created: number;
  readonly unlinked: Readonly<Record<UnlinkedReason, number>>;
}

/** Ties users of a server to associates by the SIDs of their accounts; who is meant is never guessed, but written down. */
export async function linkSuperOfficeUsers(
  tx: Tx,
  server: string,
  users: readonly LinkedUser[],
  now: Date,
): Promise<LinkCounts> {
  const shared = sharedSids(users);
  const unlinked = { no_sid: 0, shared_sid: 0, two_people: 0 };
  let created = 0;
  await tx.superOfficeUnlinked.deleteMany({ where: { server } });
  for (const user of users) {
    const outcome = await linkOne(tx, server, user, shared, now);
    if (outcome === "created") created += 1;
    else if (outcome !== "known") {
      unlinked[outcome] += 1;
      await writeUnlinked(tx, server, user, outcome);
    }
  }
  const left = unlinked.no_sid + unlinked.shared_sid + unlinked.two_people;
  return { linked: users.length - left, created, unlinked };
}

/** Stands at more than one user, so it says of none who they are. */
function sharedSids(users: readonly LinkedUser[]): ReadonlySet<string> {
  const owners = new Map<string, number>();
  const shared = new Set<string>();
  for (const { associateId, credentials } of users) {
    for (const { sid } of credentials) {
      if ((owners.get(sid) ?? associateId) !== associateId) shared.add(sid);
      owners.set(sid, associateId);
    }
  }
  return shared;
}

async function writeUnlinked(tx: Tx, server: string, user: LinkedUser, why: UnlinkedReason): Promise<void> {
  const { associateId: superOfficeId, name, fullName } = user;
  // A link of an earlier day may be to somebody else.
  await tx.superOfficeAssociate.deleteMany({ where: { server, superOfficeId } });
  await tx.superOfficeUnlinked.create({ data: { server, superOfficeId, name, fullName, why } });
}

async function linkOne(
  tx: Tx,
  server: string,
  user: LinkedUser,
  shared: ReadonlySet<string>,
  now: Date,
): Promise<"known" | "created" | UnlinkedReason> {
  const { associateId: superOfficeId, name, fullName, credentials } = user;
  if (credentials.length === 0) return "no_sid";
  const sids = credentials.map(({ sid }) => sid);
  if (sids.some((sid) => shared.has(sid))) return "shared_sid";
  const key = { server_superOfficeId: { server, superOfficeId } };
  const accounts = await tx.account.findMany({
    where: { key: { in: sids }, associateId: { not: null } },
    distinct: ["associateId"],
    select: { associateId: true },
  });
  if (accounts.length > 1) return "two_people";
  const link = await tx.superOfficeAssociate.findUnique({ where: key, select: { associateId: true } });
  // The SID says who somebody is; an earlier link only where no account is known yet.
  const known = accounts[0]?.associateId ?? link?.associateId;
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
  return known === undefined ? "created" : "known";
}

function splitLogin(login: string): [string, string] {
  const at = login.indexOf("\\");
  return [login.slice(0, at), login.slice(at + 1)];
}
