import { createHash } from "node:crypto";
import { z } from "zod";
import {
  type ListedAgent,
  type ListedToken,
  listAgents,
  listAlarms,
  listTokens,
} from "@/lib/storage/list-enrolment";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { plainText } from "./plain-text";
import { requirePermission } from "./require-permission";

const PAGE = 100;
const MAX_ALARMS = 20;

const readEnrolmentInput = z.object({
  q: plainText(100).catch(""),
  before: z.coerce.number().int().min(1).max(2_147_483_647).nullable().catch(null),
});

export interface ShownAgent extends Omit<ListedAgent, "publicKey"> {
  /** SHA-256 of its public key, in base64: what the host prints, to be compared by eye. */
  readonly fingerprint: string;
}

export interface EnrolmentRead {
  readonly q: string;
  readonly tokens: readonly ListedToken[];
  readonly agents: readonly ShownAgent[];
  /** Agents in force on which an alarm stands, the latest first. */
  readonly alarms: readonly ShownAgent[];
  readonly next: number | null;
}

export async function readEnrolment(ctx: Context, input: unknown): Promise<EnrolmentRead> {
  requirePermission(ctx.actor, "enrolment.read");
  const { q, before } = parseInput(readEnrolmentInput, input);
  const [tokens, found, alarmed] = await Promise.all([
    listTokens(ctx.db),
    listAgents(ctx.db, { text: q, before, limit: PAGE + 1 }),
    listAlarms(ctx.db, MAX_ALARMS),
  ]);
  const agents = found.slice(0, PAGE).map(withFingerprint);
  const next = found.length > PAGE ? (agents.at(-1)?.id ?? null) : null;
  return { q, tokens, agents, alarms: alarmed.map(withFingerprint), next };
}

function withFingerprint({ publicKey, ...agent }: ListedAgent): ShownAgent {
  const key = Buffer.from(publicKey, "base64url");
  return { ...agent, fingerprint: createHash("sha256").update(key).digest("base64") };
}
