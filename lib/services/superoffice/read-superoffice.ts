import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/domain/actor";
import {
  SUPEROFFICE_RUN_STATES,
  type SuperOfficeRunState,
  UNLINKED_REASONS,
  type UnlinkedReason,
} from "@/lib/domain/superoffice";
import type { Context } from "../context";
import { requirePermission } from "../require-permission";
import { readSealingKey } from "./sealing-key";
import { serverNameOf } from "./superoffice-client";

const RUNS_SHOWN = 20;
const UNLINKED_SHOWN = 200;

const ids = z.array(z.number().int());
const syncFacts = z.object({
  read: z.number(),
  linked: z.number(),
  created: z.number(),
  withoutSid: z.number(),
  ambiguous: z.number(),
});
const logOffFacts = z.object({ ended: ids, still: ids, notLoggedOn: ids });
const reason = z.enum(UNLINKED_REASONS);
const runState = z.enum(SUPEROFFICE_RUN_STATES);

export interface ReadRun {
  readonly id: number;
  readonly orderId: number | null;
  readonly state: SuperOfficeRunState;
  readonly askedAt: Date;
  readonly askedBy: Actor;
  readonly tookMs: number | null;
  readonly error: string;
  readonly synced: z.infer<typeof syncFacts> | null;
  readonly loggedOff: { readonly ended: number; readonly still: number; readonly notLoggedOn: number } | null;
}

export interface ReadSuperOffice {
  /** Null where none is set. Holds no secret: they are read by the gateway alone. */
  readonly connection: {
    readonly url: string;
    readonly server: string;
    readonly hasAppToken: boolean;
    readonly logsOffThere: boolean;
    readonly version: number;
    readonly changedAt: Date;
    readonly changedBy: Actor;
  } | null;
  readonly canSeal: boolean;
  readonly linked: number;
  readonly unlinked: readonly {
    readonly superOfficeId: number;
    readonly name: string;
    readonly fullName: string;
    readonly why: UnlinkedReason;
  }[];
  readonly allUnlinked: number;
  readonly runs: readonly ReadRun[];
  readonly isReading: boolean;
}

/** The SuperOffice server, who of its users is who here, and what was asked of it. */
export async function readSuperOffice(ctx: Context): Promise<ReadSuperOffice> {
  requirePermission(ctx.actor, "settings.write");
  const { prisma } = ctx.db;
  const found = await prisma.superOfficeConnection.findUnique({ where: { id: 1 } });
  const server = found ? serverNameOf(found.url) : "";
  const [sealingKey, linked, unlinked, allUnlinked, runs] = await Promise.all([
    readSealingKey(prisma),
    prisma.superOfficeAssociate.count({ where: { server } }),
    prisma.superOfficeUnlinked.findMany({
      where: { server },
      orderBy: [{ why: "asc" }, { name: "asc" }, { superOfficeId: "asc" }],
      take: UNLINKED_SHOWN,
    }),
    prisma.superOfficeUnlinked.count({ where: { server } }),
    prisma.superOfficeRun.findMany({ orderBy: { id: "desc" }, take: RUNS_SHOWN }),
  ]);
  return {
    connection: found && {
      url: found.url,
      server,
      hasAppToken: found.appToken !== null,
      logsOffThere: found.logOffSince !== null,
      version: found.version,
      changedAt: found.changedAt,
      changedBy: found.changedBy as unknown as Actor,
    },
    canSeal: sealingKey !== null,
    linked,
    unlinked: unlinked.map(({ superOfficeId, name, fullName, why }) => ({
      superOfficeId,
      name,
      fullName,
      why: reason.parse(why),
    })),
    allUnlinked,
    runs: runs.map(runOf),
    isReading: runs.some(({ kind, state }) => kind === "sync" && (state === "asked" || state === "running")),
  };
}

interface RunRow {
  readonly id: number;
  readonly orderId: number | null;
  readonly state: string;
  readonly askedAt: Date;
  readonly askedBy: unknown;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly facts: unknown;
  readonly error: string;
}

function runOf(row: RunRow): ReadRun {
  const { id, orderId, askedAt, error, startedAt, endedAt } = row;
  const loggedOff = logOffFacts.safeParse(row.facts).data;
  return {
    id,
    orderId,
    askedAt,
    error,
    state: runState.parse(row.state),
    askedBy: row.askedBy as Actor,
    tookMs: startedAt && endedAt ? endedAt.getTime() - startedAt.getTime() : null,
    synced: syncFacts.safeParse(row.facts).data ?? null,
    loggedOff: loggedOff
      ? {
          ended: loggedOff.ended.length,
          still: loggedOff.still.length,
          notLoggedOn: loggedOff.notLoggedOn.length,
        }
      : null,
  };
}
