import { DomainError } from "@/lib/domain/errors";
import { type EnrolRequest, enrolRequestSchema, type HostFacts } from "@/lib/protocol/messages";
import { enrolText, verifyText } from "@/lib/protocol/signature";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { withRetry } from "@/lib/storage/with-retry";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { tokenHash } from "./token-hash";

export interface EnrolledAgent {
  readonly agentId: number;
  readonly hostId: number;
}

/** Spends one use of a token on an agent for a machine. An agent that the machine had before is revoked. */
export async function enrolAgent(ctx: Context, input: unknown): Promise<EnrolledAgent> {
  if (ctx.actor.kind !== "system" || ctx.actor.name !== "gateway") {
    throw new DomainError("forbidden", "Agents enrol at the gateway.");
  }
  const request = parseInput(enrolRequestSchema, input);
  const { token, publicKey, proof, host } = request;
  if (!verifyText(publicKey, enrolText(token, publicKey, host.machineId), proof)) {
    throw new DomainError("unauthenticated", "The proof does not fit the key that the agent names.", "proof");
  }
  return withRetry(ctx.db, (tx) => enrol(tx, ctx, request));
}

async function enrol(tx: Tx, ctx: Context, enrolment: EnrolRequest): Promise<EnrolledAgent> {
  const { now, actor } = ctx;
  const { publicKey, agentVersion } = enrolment;
  const token = await spendToken(tx, enrolment.token, now);
  const host = await writeHost(tx, enrolment.host, token.group, now);
  if (await tx.agent.findUnique({ where: { publicKey }, select: { id: true } })) {
    throw new DomainError("conflict", "This key is enrolled already: make a new one.", "publicKey");
  }
  await supersede(tx, ctx, host.id);
  const agent = await tx.agent.create({
    data: { hostId: host.id, publicKey, version: agentVersion, enrolledAt: now },
    select: { id: true },
  });
  await appendTrail(tx, now, {
    name: "agent.enrol",
    actor,
    subject: `agent:${agent.id}`,
    detail: {
      tokenId: token.id,
      hostId: host.id,
      host: enrolment.host.name,
      machineId: enrolment.host.machineId,
      publicKey,
    },
  });
  await notify(tx, { kind: "hosts", hostId: host.id });
  await notify(tx, { kind: "trail" });
  return { agentId: agent.id, hostId: host.id };
}

/** Many may come with one token at once: each takes a use or changes nothing. */
async function spendToken(tx: Tx, token: string, now: Date): Promise<{ id: number; group: string }> {
  const hash = tokenHash(token);
  const { count } = await tx.enrolmentToken.updateMany({
    where: { hash, usesLeft: { gt: 0 }, revokedAt: null, expiresAt: { gt: now } },
    data: { usesLeft: { decrement: 1 } },
  });
  const found = await tx.enrolmentToken.findUnique({ where: { hash } });
  if (!found) throw new DomainError("unauthenticated", "This token is not known.", "token");
  if (count === 1) return found;
  if (found.revokedAt) throw new DomainError("forbidden", "This token was revoked.", "token");
  if (found.expiresAt <= now) throw new DomainError("forbidden", "This token has expired.", "token");
  throw new DomainError("conflict", "This token is used up.", "token");
}

async function writeHost(tx: Tx, facts: HostFacts, group: string, now: Date): Promise<{ id: number }> {
  const { machineId, name, platform, isSimulated, os } = facts;
  await tx.host.createMany({
    data: [{ machineId, name, platform, isSimulated, os, group, createdAt: now }],
    skipDuplicates: true,
  });
  // What the machine is listed with is asked for again: another agent told it.
  return tx.host.update({
    where: { machineId },
    data: { name, platform, isSimulated, os, reportedAt: null, ...(group ? { group } : {}) },
    select: { id: true },
  });
}

async function supersede(tx: Tx, { now, actor }: Context, hostId: number): Promise<void> {
  const before = await tx.agent.findMany({ where: { hostId, revokedAt: null }, orderBy: { id: "asc" } });
  for (const agent of before) {
    await tx.agent.update({
      where: { id: agent.id },
      data: { revokedAt: now, revokedWhy: "enrolled again" },
    });
    await appendTrail(tx, now, {
      name: "agent.supersede",
      actor,
      subject: `agent:${agent.id}`,
      detail: { hostId, reason: "enrolled again", publicKey: agent.publicKey },
    });
  }
}
