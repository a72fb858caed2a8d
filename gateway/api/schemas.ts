import { z } from "zod";
import { ASSOCIATE_OUTCOMES } from "@/lib/domain/hook-event";
import { LIVE_STATES, SESSION_KINDS } from "@/lib/domain/live-session";
import { ORDER_VERBS } from "@/lib/domain/order-verb";
import { TARGET_STATES } from "@/lib/domain/target-state";

/** What the REST answers look like; the OpenAPI document is made of these. */
const instant = z.iso.datetime().describe("An instant, ISO 8601 in UTC");
const id = z.number().int();

export const noParams = z.object({});
export const noQuery = z.strictObject({});
export const rowId = z.coerce
  .number("An id is a whole number.")
  .int("An id is a whole number.")
  .min(1, "An id is 1 or more.")
  .max(2_147_483_647, "No row has so large an id.");
export const orderParams = z.object({ orderId: rowId });
export const associateParams = z.object({ associateId: rowId });
export const hostParams = z.object({ hostId: rowId });
export const importParams = z.object({ importId: rowId });
/** Where a page of numbered rows goes on. */
export const afterNumber = z
  .string()
  .regex(/^([1-9]\d{0,17})?$/, "This is no `next` of a page.")
  .default("")
  .describe("`next` of the page before");
export const windowQuery = z.strictObject({
  from: z.iso.datetime({ offset: true, error: "An instant, such as 2026-03-01T00:00:00Z." }),
  until: z.iso.datetime({ offset: true, error: "An instant, such as 2026-04-01T00:00:00Z." }),
  after: z.string().max(1_000).default("").describe("`next` of the page before"),
});
/** Where a page goes on: the `next` of the one before. */
export const after = z.string().max(1_000).default("").describe("`next` of the page before");

export const page = <Row extends z.ZodType>(row: Row) =>
  z.object({
    rows: z.array(row),
    next: z.string().nullable().describe("`after` of the next page; null on the last"),
  });

export const sessionSchema = z.object({
  id: z.string(),
  state: z.enum(LIVE_STATES),
  kind: z.enum(SESSION_KINDS),
  associateId: id.nullable(),
  associateName: z.string(),
  fullName: z.string(),
  accountName: z.string(),
  hostId: id,
  hostName: z.string(),
  platform: z.string(),
  clientName: z.string(),
  clientAddress: z.string(),
  loggedOnAt: instant,
  stateSince: instant.nullable(),
  reportedAt: instant
    .nullable()
    .describe("When the host last told what is on it: the row is as fresh as this"),
  orderId: id.nullable().describe("The order that is about to end it"),
});

export const associateSchema = z.object({
  id,
  name: z.string(),
  fullName: z.string(),
  group: z.string(),
  isProtected: z.boolean(),
  liveSessions: id,
  lastSeenAt: instant.nullable(),
});

export const associateDetailSchema = z.object({
  id,
  name: z.string(),
  fullName: z.string(),
  group: z.string(),
  isProtected: z.boolean(),
  retiredAt: instant.nullable(),
  accounts: z.array(z.object({ key: z.string(), domain: z.string(), name: z.string() })),
});

const endingSchema = z.object({
  kind: z.string(),
  at: instant.nullable(),
  notBefore: instant,
  notAfter: instant.nullable(),
  confidence: z.enum(["exact", "high", "interval", "low", "open"]),
  because: z.string(),
});

export const recordedSessionSchema = z.object({
  id: z.string(),
  hostId: id,
  hostName: z.string(),
  accountName: z.string(),
  associateId: id.nullable(),
  logonId: z.string(),
  logonType: id.nullable(),
  address: z.string().nullable(),
  startedAt: instant.nullable(),
  startedBefore: instant.nullable().describe("Set where the start was not seen"),
  ending: endingSchema,
  endedByOrderId: id.nullable(),
});

const importStates = ["open", "committing", "committed", "failed", "undoing", "undone", "discarded"] as const;
const importCounts = z
  .object({ added: id, duplicates: id, rejected: id, removed: id.optional() })
  .describe("Events that came in, were there already, were refused, and were taken back by an undo");

export const importSchema = z.object({
  id,
  state: z.enum(importStates),
  createdAt: instant,
  createdBy: z.string(),
  files: id,
  firstName: z.string().describe("Of the first file"),
  bytes: z.number(),
  counts: importCounts.nullable(),
});

export const importDetailSchema = z.object({
  id,
  state: z.enum(importStates),
  source: z.enum(["web", "cli"]),
  problem: z.string(),
  createdAt: instant,
  createdBy: z.string(),
  committedAt: instant.nullable(),
  undoneAt: instant.nullable(),
  counts: importCounts.nullable(),
  files: z.array(
    z.object({
      id,
      name: z.string(),
      bytes: z.number(),
      state: z.enum(["uploading", "waiting", "reading", "read", "unreadable", "left_out"]),
      sha256: z.string().nullable(),
      format: z.string().nullable(),
      hostName: z.string(),
      events: id,
    }),
  ),
  hosts: z
    .array(z.object({ id, name: z.string(), events: id }))
    .describe("Whose history it has made, the first hundred"),
});

const states = z.partialRecord(z.enum(TARGET_STATES), id);

export const orderSchema = z.object({
  id,
  createdAt: instant,
  expiresAt: instant,
  cancelledAt: instant.nullable(),
  requestedBy: z.string(),
  reason: z.string(),
  ticket: z.string(),
  states: states.describe("How many targets stand in each state"),
});

export const orderDetailSchema = orderSchema.extend({
  verb: z.enum(ORDER_VERBS),
  startAt: instant,
  releaseAt: instant,
  approval: z.enum(["none", "pending", "approved", "rejected"]),
  targets: id,
  people: id,
  hosts: id,
  settledAt: instant.nullable().describe("When the last target settled; null while one moves"),
});

export const targetSchema = z.object({
  id: z.string(),
  state: z.enum(TARGET_STATES),
  stateAt: instant,
  detail: z.string(),
  associateId: id.nullable(),
  accountName: z.string(),
  hostId: id,
  hostName: z.string(),
  sessionId: z.string(),
  loggedOnAt: instant,
  provedAt: instant.nullable(),
  evidence: z.object({ log: z.string(), recordId: id, eventId: id, at: instant }).nullable(),
});

export const requestedSchema = z.object({
  orderId: id,
  targets: id,
  dropped: z.array(z.object({ id: z.string(), why: z.string() })).describe("The first hundred"),
  droppedCounts: z.record(z.string(), id),
  approvalWhy: z.string().nullable(),
});

export const cancelledSchema = z.object({ orderId: id, cancelled: id, tooLate: id });

export const outcomesSchema = z.object({
  orderId: id.nullable(),
  outcomes: z.array(
    z.object({
      associateId: id,
      outcome: z.enum(ASSOCIATE_OUTCOMES),
      orderId: id.nullable(),
      targets: id,
      detail: z.string(),
    }),
  ),
});

export const trailSchema = z.object({
  seq: z.string(),
  at: instant,
  name: z.string(),
  actor: z.string(),
  subject: z.string(),
  detail: z.json(),
  previous: z.string(),
  hash: z.string(),
});

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: id,
  detail: z.string(),
  field: z.string().optional().describe("The part of the input that the detail is about"),
});
