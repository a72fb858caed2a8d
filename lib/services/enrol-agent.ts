import { DomainError } from "@/lib/domain/errors";
import { isStale } from "@/lib/domain/live-session";
import { type EnrolRequest, enrolRequestSchema, type HostFacts } from "@/lib/protocol/messages";
import { enrolText, verifyText } from "@/lib/protocol/signature";
import { appendTrail } from "@/lib/storage/append-trail";
import type { Tx } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";
import { type AgentRefusal, recordAgentRefusal } from "@/lib/storage/record-agent-refusal";
import { recordTokenRefusal, type TokenRefusal } from "@/lib/storage/record-token-refusal";
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
  try {
    return await withRetry(ctx.db, (tx) => enrol(tx, ctx, request));
  } catch (error) {
    // Told once what it would have changed is rolled back.
    if (error instanceof Takeover) await recordAgentRefusal(ctx.db, ctx.now, error.refusal);
    if (error instanceof SpentToken) {
      const { tokenId, why } = error;
      const refusal = { tokenId, why, machineId: host.machineId, host: host.name };
      await recordTokenRefusal(ctx.db, ctx.now, ctx.actor, refusal);
    }
    throw error;
  }
}

/** A token that Curfew made, and that admits nobody here. */
class SpentToken extends DomainError {
  constructor(
    code: "forbidden" | "conflict",
    readonly tokenId: number,
    readonly why: TokenRefusal["why"],
    message: string,
  ) {
    super(code, message, "token");
  }
}

/** The machine speaks at this moment, and somebody else says to be it. */
class Takeover extends DomainError {
  constructor(readonly refusal: AgentRefusal) {
    super(
      "conflict",
      "An agent of this machine is reporting now. If it is yours, stop it and wait for a minute, or press Re-enrol in Curfew and use that token.",
      "host.machineId",
    );
  }
}

async function enrol(tx: Tx, ctx: Context, enrolment: EnrolRequest): Promise<EnrolledAgent> {
  const { now, actor } = ctx;
  const { publicKey, agentVersion } = enrolment;
  const token = await spendToken(tx, enrolment.token, now);
  const host = await writeHost(tx, enrolment.host, token.group, now);
  if (await tx.agent.findUnique({ where: { publicKey }, select: { id: true } })) {
    throw new DomainError("conflict", "This key is enrolled already: make a new one.", "publicKey");
  }
  if (token.hostId !== null && token.hostId !== host.id) {
    const message = "This token enrols another host again, not this one.";
    throw new SpentToken("forbidden", token.id, "for another host", message);
  }
  await supersede(tx, ctx, host.id, token);
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

interface Admission {
  readonly id: number;
  readonly group: string;
  readonly hostId: number | null;
}

/** Many may come with one token at once: each takes a use or changes nothing. */
async function spendToken(tx: Tx, token: string, now: Date): Promise<Admission> {
  const hash = tokenHash(token);
  const { count } = await tx.enrolmentToken.updateMany({
    where: { hash, usesLeft: { gt: 0 }, revokedAt: null, expiresAt: { gt: now } },
    data: { usesLeft: { decrement: 1 } },
  });
  const found = await tx.enrolmentToken.findUnique({ where: { hash } });
  if (!found) throw new DomainError("unauthenticated", "This token is not known.", "token");
  if (count === 1) return found;
  const { id } = found;
  if (found.revokedAt) throw new SpentToken("forbidden", id, "revoked", "This token was revoked.");
  if (found.expiresAt <= now) throw new SpentToken("forbidden", id, "expired", "This token has expired.");
  throw new SpentToken("conflict", id, "used up", "This token is used up.");
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

async function supersede(tx: Tx, { now, actor }: Context, hostId: number, token: Admission): Promise<void> {
  const before = await tx.agent.findMany({ where: { hostId, revokedAt: null }, orderBy: { id: "asc" } });
  const speaking = before.find(
    (agent) => agent.lastSeenAt && !isStale(agent.lastSeenAt.getTime(), now.getTime()),
  );
  if (speaking && token.hostId !== hostId) {
    const detail = { tokenId: token.id, hostId };
    throw new Takeover({ name: "agent.takeover_refused", actor, agentId: speaking.id, hostId, detail });
  }
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
