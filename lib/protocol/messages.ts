import { z } from "zod";
import { LOGS, type LogName } from "@/lib/domain/audit-event";
import { LIVE_STATES, SESSION_KINDS } from "@/lib/domain/live-session";

export const PROTOCOL_VERSION = 1;
/** How long the gateway holds a sync that has nothing to say. */
export const HOLD_MS = 25_000;
export const MAX_EVENTS_PER_SYNC = 2_000;
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

const text = (max: number) => z.string().max(max);
const instant = z.number().min(0).max(8.64e15);
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

const accountSchema = z.object({
  /** SID, or `uid:N@<machine id>`. */
  key: text(200).min(1),
  domain: text(256),
  name: text(256).min(1),
  displayName: text(256),
});

export const liveSessionSchema = z.object({
  sessionId: text(64).min(1),
  logonId: text(64).nullable(),
  kind: z.enum(SESSION_KINDS),
  state: z.enum(LIVE_STATES),
  account: accountSchema,
  loggedOnAt: instant,
  /** Since when the state holds, where the host knows. */
  stateSince: instant.nullable(),
  line: text(64),
  clientName: text(256),
  clientAddress: text(64),
});
/** A session as the host's own session manager lists it. */
export type ReportedSession = z.infer<typeof liveSessionSchema>;

export const auditEventSchema = z.object({
  log: z.enum(Object.keys(LOGS) as [LogName, ...LogName[]]),
  recordId: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  at: instant,
  eventId: z.number().int().min(0).max(32_767),
  boot: text(64).nullable(),
  sid: text(200).nullable(),
  userName: text(256).nullable(),
  domainName: text(256).nullable(),
  logonId: text(64).nullable(),
  linkedLogonId: text(64).nullable(),
  logonType: z.number().int().min(0).max(255).nullable(),
  elevated: z.boolean().nullable(),
  logonProcessName: text(256).nullable(),
  processName: text(1024).nullable(),
  sessionId: text(64).nullable(),
  address: text(64).nullable(),
  workstation: text(256).nullable(),
  previousAt: instant.nullable(),
  newAt: instant.nullable(),
  reason: text(1024).nullable(),
  /** The record as the source gave it, field by field. */
  raw: z.record(text(128), text(8_192)).nullable(),
});
export type ReportedEvent = z.infer<typeof auditEventSchema>;

export const fenceSchema = z.object({
  machineId: text(64).min(1),
  bootId: text(64).min(1),
  sessionId: text(64).min(1),
  loggedOnAt: instant,
  accountKey: text(200).min(1),
});

const command = { id: z.uuid(), fence: fenceSchema, issuedAt: instant, expiresAt: instant };

export const COMMAND_VERBS = ["message", "disconnect", "log_off", "force"] as const;
export type CommandVerb = (typeof COMMAND_VERBS)[number];

export const commandSchema = z.discriminatedUnion("verb", [
  z.object({ ...command, verb: z.enum(["disconnect", "log_off", "force"]) }),
  z.object({ ...command, verb: z.literal("message"), text: text(1_000).min(1) }),
]);
export type Command = z.infer<typeof commandSchema>;

/** The exact bytes that were signed travel with the signature: nobody has to re-serialise JSON the same way. */
export const signedCommandSchema = z.object({ payload: text(8_192), signature: base64url });
export type SignedCommand = z.infer<typeof signedCommandSchema>;

/** `shown` and `not_shown` answer a message, `done` a session that stays: the host lists it as disconnected. */
export const RECEIPT_STEPS = [
  "accepted",
  "executed",
  "gone",
  "done",
  "shown",
  "not_shown",
  "refused",
  "failed",
  "expired",
] as const;
export const receiptSchema = z.object({
  commandId: z.uuid(),
  step: z.enum(RECEIPT_STEPS),
  at: instant,
  /** In words: which field differed, what the operating system answered. */
  detail: text(512),
});
export type Receipt = z.infer<typeof receiptSchema>;

const POLICY_SETTING = ["none", "success", "failure", "success_and_failure", "unknown"] as const;
export const auditPolicySchema = z.object({
  source: text(64),
  subcategories: z.array(z.object({ name: text(64), setting: z.enum(POLICY_SETTING) })).max(100),
});
export type AuditPolicy = z.infer<typeof auditPolicySchema>;

export const hostFactsSchema = z.object({
  machineId: text(64).min(1),
  name: text(256).min(1),
  platform: z.enum(["windows", "linux"]),
  isSimulated: z.boolean(),
  os: text(256),
});
export type HostFacts = z.infer<typeof hostFactsSchema>;

export const enrolRequestSchema = z.object({
  token: text(128).min(1),
  publicKey: base64url.max(64),
  /** Signature over `curfew-enrol\n<token>\n<publicKey>\n<machineId>`: the agent holds the key it names. */
  proof: base64url.max(128),
  agentVersion: text(32),
  host: hostFactsSchema,
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export const enrolAnswerSchema = z.object({
  agentId: z.number().int(),
  hostId: z.number().int(),
  /** Ed25519, raw, base64url: the agent pins it. */
  commandKey: base64url,
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;

export const syncRequestSchema = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  agentVersion: text(32),
  bootId: text(64).min(1),
  bootStartedAt: instant,
  /** The agent's clock when it wrote this: the gateway reckons the skew. */
  now: instant,
  host: hostFactsSchema,
  /** Everything that is on, or null when nothing changed since the last acknowledged report. */
  sessions: z.array(liveSessionSchema).max(10_000).nullable(),
  events: z.array(auditEventSchema).max(MAX_EVENTS_PER_SYNC),
  receipts: z.array(receiptSchema).max(1_000),
  auditPolicy: auditPolicySchema.nullable(),
  health: z.object({ spooledEvents: z.number().int().min(0), spooledBytes: z.number().int().min(0) }),
  /** False: answer at once (more to send). True: hold until there is a command. */
  wait: z.boolean(),
});
export type SyncRequest = z.infer<typeof syncRequestSchema>;

export const syncAnswerSchema = z.object({
  /** The events and receipts of this request are on disk. */
  acknowledged: z.literal(true),
  /** The gateway has no list for this boot: send all sessions next time. */
  wantsSessions: z.boolean(),
  commands: z.array(signedCommandSchema),
  /** Ask again after this many milliseconds; 0: at once. */
  nextInMs: z.number().int().min(0).max(300_000),
});
export type SyncAnswer = z.infer<typeof syncAnswerSchema>;

/** Every refusal of the gateway, in one shape. */
export const problemSchema = z.object({ error: text(64), message: text(1_024), field: text(256).optional() });
export type Problem = z.infer<typeof problemSchema>;
