import type { Actor, Role } from "@/lib/domain/actor";
import type { Database } from "@/lib/storage/database";
import type { Context } from "../context";

export interface Fleet {
  readonly operatorId: number;
  readonly hostIds: readonly number[];
  /** Live sessions, host by host. */
  readonly sessionIds: readonly string[];
}

/** An operator and some hosts with live sessions, each of an associate of its own. */
export async function makeFleet(db: Database, hosts: number, sessionsPerHost: number): Promise<Fleet> {
  const now = new Date("2026-03-01T08:00:00Z");
  const mark = Math.random().toString(36).slice(2, 8);
  const operator = await db.prisma.operator.create({
    data: { name: `op-${mark}`, displayName: "Op", role: "operator", passwordHash: "-", createdAt: now },
  });
  const hostIds: number[] = [];
  const sessionIds: string[] = [];
  for (let h = 0; h < hosts; h++) {
    const machineId = `machine-${mark}-${h}`;
    const host = await db.prisma.host.create({
      data: {
        name: `TS-${mark}-${h}`,
        machineId,
        platform: "linux",
        bootKey: "boot-1",
        reportedAt: now,
        createdAt: now,
      },
    });
    hostIds.push(host.id);
    const people = await db.prisma.associate.createManyAndReturn({
      data: Array.from({ length: sessionsPerHost }, (_, i) => ({
        name: `p${i}.${mark}-${h}`,
        fullName: `Person ${i}`,
        createdAt: now,
      })),
      select: { id: true },
    });
    const accounts = await db.prisma.account.createManyAndReturn({
      data: people.map(({ id }, i) => ({
        key: `uid:${1000 + i}@${machineId}`,
        name: `p${i}`,
        associateId: id,
        createdAt: now,
      })),
      select: { id: true, associateId: true },
    });
    const sessions = await db.prisma.liveSession.createManyAndReturn({
      data: accounts.map((account, i) => ({
        hostId: host.id,
        bootKey: "boot-1",
        sessionId: String(i + 1),
        accountId: account.id,
        associateId: account.associateId,
        kind: "ssh",
        state: "active",
        loggedOnAt: now,
        firstSeenAt: now,
        changedAt: now,
      })),
      select: { id: true },
    });
    sessionIds.push(...sessions.map(({ id }) => id.toString()));
  }
  return { operatorId: operator.id, hostIds, sessionIds };
}

export function operatorActor(operatorId: number, role: Role = "operator"): Actor {
  return { kind: "operator", operatorId, name: `op-${operatorId}`, role };
}

export function contextOf(db: Database, actor: Actor, at = "2026-03-01T08:30:00Z"): Context {
  return { actor, now: new Date(at), db };
}
