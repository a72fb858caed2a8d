import type { Database } from "../database";
import type { Prisma } from "../generated/client";

export interface SeededPlace {
  readonly hostId: number;
  readonly bootId: number;
}

export const when = (iso: string): Date => new Date(iso);

export async function seedHost(
  db: Database,
  name: string,
  bootAt: Date,
  change: Partial<Prisma.HostUncheckedCreateInput> = {},
): Promise<SeededPlace> {
  const host = await db.prisma.host.create({
    data: { name, platform: "windows", bootKey: "boot-1", createdAt: bootAt, ...change },
  });
  const boot = await db.prisma.boot.create({ data: { hostId: host.id, key: "boot-1", startedAt: bootAt } });
  return { hostId: host.id, bootId: boot.id };
}

export interface SeededPerson {
  readonly associateId: number;
  readonly accountId: number;
}

export async function seedPerson(
  db: Database,
  name: string,
  change: Partial<Prisma.AssociateUncheckedCreateInput> = {},
): Promise<SeededPerson> {
  const associate = await db.prisma.associate.create({
    data: { name, fullName: `${name} in full`, createdAt: when("2026-01-01T00:00:00Z"), ...change },
  });
  const account = await db.prisma.account.create({
    data: {
      key: `S-1-5-21-1-2-3-${associate.id}`,
      domain: "CORP",
      name,
      associateId: associate.id,
      createdAt: when("2026-01-01T00:00:00Z"),
    },
  });
  return { associateId: associate.id, accountId: account.id };
}

let logon = 0x1000;

/** A session that was logged off, unless `change` says how else it went. */
export async function seedSession(
  db: Database,
  place: SeededPlace,
  person: SeededPerson,
  startedAt: Date | null,
  endAt: Date | null,
  change: Partial<Prisma.SessionUncheckedCreateInput> = {},
): Promise<string> {
  const row = await db.prisma.session.create({
    data: {
      ...place,
      ...person,
      logonId: `0x${(logon++).toString(16)}`,
      logonType: 2,
      startedAt,
      endKind: "logged_off",
      endAt,
      endNotBefore: endAt,
      endNotAfter: endAt,
      endConfidence: "exact",
      endBecause: "4647: the user logged off",
      endRecords: [],
      segments: [],
      ...change,
    },
  });
  return row.id.toString();
}
