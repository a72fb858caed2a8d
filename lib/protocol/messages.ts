import * as z from "zod/mini";
import { LOGS, type LogName } from "@/lib/domain/audit-event";
import { LIVE_STATES, SESSION_KINDS } from "@/lib/domain/live-session";

export const PROTOCOL_VERSION = 1;
/** How long the gateway holds a sync that has nothing to say. */
export const HOLD_MS = 25_000;
export const MAX_EVENTS_PER_SYNC = 2_000;
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

const text = (max: number) => z.string().check(z.maxLength(max));
const someText = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const wholeNumber = (min: number, max: number) => z.int().check(z.gte(min), z.lte(max));
const instant = z.number().check(z.gte(0), z.lte(8.64e15));
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const base64url = z.string().check(z.regex(BASE64URL));
const shortBase64url = (max: number) => z.string().check(z.regex(BASE64URL), z.maxLength(max));

const accountSchema = z.object({
  /** SID, or `uid:N@<machine id>`. */
  key: someText(200),
  domain: text(256),
  name: someText(256),
  displayName: text(256),
});

export const liveSessionSchema = z.object({
  sessionId: someText(64),
  logonId: z.nullable(text(64)),
  kind: z.enum(SESSION_KINDS),
  state: z.enum(LIVE_STATES),
  account: accountSchema,
  loggedOnAt: instant,
  /** Since when the state holds, where the host knows. */
  stateSince: z.nullable(instant),
  line: text(64),
  clientName: text(256),
  clientAddress: text(64),
});
/** A session as the host's own session manager lists it. */
export type ReportedSession = z.infer<typeof liveSessionSchema>;

export const auditEventSchema = z.object({
  log: z.enum(Object.keys(LOGS) as [LogName, ...LogName[]]),
  recordId: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  at: instant,
  eventId: wholeNumber(0, 32_767),
  boot: z.nullable(text(64)),
  sid: z.nullable(text(200)),
  userName: z.nullable(text(256)),
  domainName: z.nullable(text(256)),
  logonId: z.nullable(text(64)),
  linkedLogonId: z.nullable(text(64)),
  logonType: z.nullable(wholeNumber(0, 255)),
  elevated: z.nullable(z.boolean()),
  logonProcessName: z.nullable(text(256)),
  processName: z.nullable(text(1024)),
  sessionId: z.nullable(text(64)),
  address: z.nullable(text(64)),
  workstation: z.nullable(text(256)),
  previousAt: z.nullable(instant),
  newAt: z.nullable(instant),
  reason: z.nullable(text(1024)),
  /** The record as the source gave it, field by field. */
  raw: z.nullable(z.record(text(128), text(8_192))),
});
export type ReportedEvent = z.infer<typeof auditEventSchema>;

export const fenceSchema = z.object({
  machineId: someText(64),
  bootId: someText(64),
  sessionId: someText(64),
  loggedOnAt: instant,
  accountKey: someText(200),
});

const command = { id: z.uuid(), fence: fenceSchema, issuedAt: instant, expiresAt: instant };

export const COMMAND_VERBS = ["message", "disconnect", "log_off", "force"] as const;
export type CommandVerb = (typeof COMMAND_VERBS)[number];

export const commandSchema = z.discriminatedUnion("verb", [
  z.object({ ...command, verb: z.enum(["disconnect", "log_off", "force"]) }),
  z.object({ ...command, verb: z.literal("message"), text: someText(1_000) }),
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
  subcategories: z
    .array(z.object({ name: text(64), setting: z.enum(POLICY_SETTING) }))
    .check(z.maxLength(100)),
});
export type AuditPolicy = z.infer<typeof auditPolicySchema>;

export const hostFactsSchema = z.object({
  machineId: someText(64),
  name: someText(256),
  platform: z.enum(["windows", "linux"]),
  isSimulated: z.boolean(),
  os: text(256),
});
export type HostFacts = z.infer<typeof hostFactsSchema>;

export const enrolRequestSchema = z.object({
  token: someText(128),
  publicKey: shortBase64url(64),
  /** Signature over `curfew-enrol\n<token>\n<publicKey>\n<machineId>`: the agent holds the key it names. */
  proof: shortBase64url(128),
  agentVersion: text(32),
  host: hostFactsSchema,
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export const enrolAnswerSchema = z.object({
  agentId: z.int(),
  hostId: z.int(),
  /** Ed25519, raw, base64url: the agent pins it. */
  commandKey: base64url,
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;

/** How the agent itself is. */
const agentHealthSchema = z.object({
  spooledEvents: z.int().check(z.gte(0)),
  spooledBytes: z.int().check(z.gte(0)),
  /** It reads the host's log no further: the spool may grow no more, or its disk is full. Agents of old never say so. */
  heldBack: z.optional(z.object({ why: z.enum(["spool", "disk"]), since: instant })),
});
export type AgentHealth = z.infer<typeof agentHealthSchema>;

export const syncRequestSchema = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  agentVersion: text(32),
  bootId: someText(64),
  bootStartedAt: instant,
  /** The agent's clock when it wrote this: the gateway reckons the skew. */
  now: instant,
  host: hostFactsSchema,
  /** Everything that is on, or null when nothing changed since the last acknowledged report. */
  sessions: z.nullable(z.array(liveSessionSchema).check(z.maxLength(10_000))),
  events: z.array(auditEventSchema).check(z.maxLength(MAX_EVENTS_PER_SYNC)),
  receipts: z.array(receiptSchema).check(z.maxLength(1_000)),
  auditPolicy: z.nullable(auditPolicySchema),
  health: agentHealthSchema,
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
  nextInMs: wholeNumber(0, 300_000),
  /** An operator wants this agent to have another key. */
  rotateKey: z.optional(z.boolean()),
});
export type SyncAnswer = z.infer<typeof syncAnswerSchema>;

export const rotateRequestSchema = z.object({
  publicKey: shortBase64url(64),
  /** Signature by the new key; the old one signs the request. */
  proof: shortBase64url(128),
});
export type RotateRequest = z.infer<typeof rotateRequestSchema>;

export const rotateAnswerSchema = z.object({ rotated: z.literal(true) });
export type RotateAnswer = z.infer<typeof rotateAnswerSchema>;

/** What `curfew agent doctor` asks: nothing changes by it, so it takes no sequence number. */
export const checkAnswerSchema = z.object({
  now: instant,
  hostName: text(256),
  /** Somebody else has spoken in this host's name. */
  alarm: z.nullable(text(32)),
});
export type CheckAnswer = z.infer<typeof checkAnswerSchema>;

/** Every refusal of the gateway, in one shape. */
export const problemSchema = z.object({
  error: text(64),
  message: text(1_024),
  field: z.optional(text(256)),
});
export type Problem = z.infer<typeof problemSchema>;
