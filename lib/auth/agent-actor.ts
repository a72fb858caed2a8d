import "server-only";
import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { MAX_REQUEST_AGE_MS, requestText, SIGNATURE_HEADERS, verifyText } from "@/lib/protocol/signature";
import { findAgentKey, takeSequence } from "@/lib/storage/agent-key";
import type { Database } from "@/lib/storage/database";
import { type AgentRefusal, recordAgentRefusal } from "@/lib/storage/record-agent-refusal";
import { systemActor } from "./system-actor";

export type AgentActor = Extract<Actor, { kind: "agent" }>;

export interface SignedRequest {
  readonly method: string;
  /** As the protocol names it, without what a proxy in front adds. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes that were signed: before compression. */
  readonly body: Buffer;
}

export interface ProvedAgent {
  readonly actor: AgentActor;
  /** An operator wants it to change its key. */
  readonly mustRotate: boolean;
  /** Somebody else has spoken in its name, and nobody has settled that. */
  readonly alarm: string | null;
}

interface AgentOptions {
  /** The key that the request asks to change to: where it is in force already, the answer was lost, and the one before it may ask again. */
  readonly rotatesTo?: string;
  /** Nothing will change: the same request may come twice, and beside those that are numbered. */
  readonly isLook?: boolean;
}

/** Proves that a request comes from the agent it names, now, and for the first time. */
export async function agentActor(
  db: Database,
  request: SignedRequest,
  now: Date,
  { rotatesTo, isLook = false }: AgentOptions = {},
): Promise<ProvedAgent> {
  const claim = readClaim(request.headers);
  const { agentId } = claim;
  const agent = await findAgentKey(db, agentId);
  // One answer for an unknown agent and a wrong key: nobody learns which ids exist.
  if (!agent) throw unproved();
  const { hostId } = agent;
  const refuse = (name: AgentRefusal["name"], by: Actor, detail: AgentRefusal["detail"]) =>
    recordAgentRefusal(db, now, { name, actor: by, agentId, hostId, detail });
  const gateway = systemActor("gateway");
  const text = requestText(request.method, request.path, request.body, claim.timeMs, claim.sequence);
  const isRepeated = rotatesTo === agent.publicKey;
  if (!verifyText(agent.publicKey, text, claim.signature)) {
    const isOldKey = agent.previousKey !== null && verifyText(agent.previousKey, text, claim.signature);
    if (!(isOldKey && isRepeated)) {
      // A revoked agent's signature is proof of nothing any more, and its alarm would never be settled.
      if (!agent.revokedAt)
        await refuse(isOldKey ? "agent.old_key_refused" : "agent.forgery_refused", gateway, {});
      throw unproved();
    }
  }
  const actor: AgentActor = { kind: "agent", agentId, hostId, hostName: agent.hostName };
  if (agent.revokedAt) {
    await refuse("agent.revoked_refused", actor, { sequence: claim.sequence });
    throw new DomainError("forbidden", `This agent was revoked: ${agent.revokedWhy || "no reason given"}.`);
  }
  const offMs = claim.timeMs - now.getTime();
  if (Math.abs(offMs) > MAX_REQUEST_AGE_MS) {
    await refuse("agent.clock_refused", actor, { offMs });
    const seconds = Math.round(Math.abs(offMs) / 1000);
    throw new DomainError(
      "unauthenticated",
      `The clock of this host is ${seconds} s ${offMs > 0 ? "ahead" : "behind"}: set it right first.`,
      SIGNATURE_HEADERS.time,
    );
  }
  if (!isLook && !(await takeSequence(db, agentId, claim.sequence))) {
    await refuse("agent.replay_refused", actor, { sequence: claim.sequence });
    throw new DomainError("conflict", "replayed or cloned key", SIGNATURE_HEADERS.sequence);
  }
  return { actor, mustRotate: agent.rotateAskedAt !== null, alarm: agent.alarm };
}

function unproved(): DomainError {
  return new DomainError("unauthenticated", "The signature does not fit this agent and request.");
}

interface Claim {
  readonly agentId: number;
  readonly sequence: number;
  readonly timeMs: number;
  readonly signature: string;
}

const MAX_AGENT_ID = 2 ** 31 - 1;

function readClaim(headers: SignedRequest["headers"]): Claim {
  const signature = headers[SIGNATURE_HEADERS.signature];
  if (typeof signature !== "string" || !/^[A-Za-z0-9_-]{86}$/.test(signature)) throw missing("signature");
  return {
    agentId: readInteger(headers, "agent", MAX_AGENT_ID),
    sequence: readInteger(headers, "sequence", Number.MAX_SAFE_INTEGER),
    timeMs: readInteger(headers, "time", 8.64e15),
    signature,
  };
}

function readInteger(
  headers: SignedRequest["headers"],
  name: "agent" | "sequence" | "time",
  max: number,
): number {
  const text = headers[SIGNATURE_HEADERS[name]];
  if (typeof text !== "string" || !/^\d{1,16}$/.test(text) || Number(text) > max) throw missing(name);
  return Number(text);
}

function missing(name: keyof typeof SIGNATURE_HEADERS): DomainError {
  const header = SIGNATURE_HEADERS[name];
  return new DomainError("unauthenticated", `The header ${header} is missing or malformed.`, header);
}
