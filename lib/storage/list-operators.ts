import { isRole, type Role } from "@/lib/domain/actor";
import type { Scope } from "@/lib/domain/scope";
import type { Database } from "./database";

export interface ListedOperator {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly scope: Scope;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly hasPassword: boolean;
  /** Until when the link that sets the password works; null where there is none. */
  readonly linkUntil: Date | null;
  readonly lastSignInAt: Date | null;
}

const SELECT = {
  id: true,
  name: true,
  displayName: true,
  role: true,
  scopeHosts: true,
  scopeGroups: true,
  passwordHash: true,
  createdAt: true,
  disabledAt: true,
  link: { select: { expiresAt: true } },
  signIns: { select: { createdAt: true }, orderBy: { id: "desc" }, take: 1 },
} as const;

/** Those who can sign in before those who are disabled, by name. */
export async function listOperators({ prisma }: Database, limit: number): Promise<ListedOperator[]> {
  const found = await prisma.operator.findMany({
    select: SELECT,
    orderBy: [{ disabledAt: { sort: "asc", nulls: "first" } }, { name: "asc" }],
    take: limit,
  });
  return found.flatMap(listed);
}

export async function findListedOperator({ prisma }: Database, id: number): Promise<ListedOperator | null> {
  const found = await prisma.operator.findUnique({ where: { id }, select: SELECT });
  return found ? (listed(found)[0] ?? null) : null;
}

interface Found {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
  readonly scopeHosts: string[];
  readonly scopeGroups: string[];
  readonly passwordHash: string | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly link: { readonly expiresAt: Date } | null;
  readonly signIns: readonly { readonly createdAt: Date }[];
}

function listed(found: Found): ListedOperator[] {
  const { role, scopeHosts: hosts, scopeGroups: groups, passwordHash, link, signIns, ...facts } = found;
  if (!isRole(role)) return [];
  return [
    {
      ...facts,
      role,
      scope: { hosts, groups },
      hasPassword: passwordHash !== null,
      linkUntil: link?.expiresAt ?? null,
      lastSignInAt: signIns[0]?.createdAt ?? null,
    },
  ];
}
