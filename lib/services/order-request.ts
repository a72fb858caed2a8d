import { z } from "zod";
import { ORDER_DOORS, ORDER_VERBS } from "@/lib/domain/order-verb";
import type { DroppedSession } from "@/lib/storage/insert-order-targets";
import { plainText } from "./plain-text";

export const MAX_TARGETS = 10_000;
const LARGEST_ID = 2n ** 63n - 1n;
const LARGEST_INT = 2_147_483_647;

const sessionId = z
  .string()
  .refine((id) => /^[1-9]\d{0,18}$/.test(id) && BigInt(id) <= LARGEST_ID, "No session has this id.");
const number = z.number().int("An id is a whole number.").min(1, "An id is positive.").max(LARGEST_INT);
const numbers = (what: string) =>
  z
    .array(number)
    .min(1, `Name at least one ${what}.`)
    .max(MAX_TARGETS, `At most 10,000 ${what}s in one order.`);
/** Rows that were dropped from what would be hit. */
const without = z.array(sessionId).max(MAX_TARGETS).default([]);

export const askedTargetsInput = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("sessions"),
    ids: z
      .array(sessionId)
      .min(1, "Select at least one session.")
      .max(MAX_TARGETS, "At most 10,000 sessions in one order."),
    without,
  }),
  /** Every live session of these people. */
  z.object({ kind: z.literal("associates"), ids: numbers("associate"), without }),
  /** Every live session on these hosts. */
  z.object({ kind: z.literal("hosts"), ids: numbers("host"), without }),
  /** Everything that the query of the Sessions page matches; with a preview, what matched then. */
  z.object({ kind: z.literal("filter"), query: plainText(2_000), without }),
]);
export type AskedTargets = z.output<typeof askedTargetsInput>;

export const requestOrderInput = z
  .object({
    /** Made when the form opens: a form sent twice makes one order. */
    requestKey: z.uuid(),
    verb: z.enum(ORDER_VERBS).default("log_off"),
    targets: askedTargetsInput,
    graceSeconds: z.number().int().min(0).max(3_600, "A grace lasts an hour at most.").default(0),
    /** What people see; `{when}` stands for the time that is left. Empty: the verb's own words. */
    message: plainText(500).default(""),
    /** A session whose warning was not shown stays as it is. */
    onlyIfWarned: z.boolean().default(false),
    /** Protected accounts are left out, or make the order wait for a second operator. */
    includeProtected: z.boolean().default(false),
    reason: plainText(500).min(1, "Say why: the reason is kept with the order."),
    ticket: plainText(100).default(""),
    startAt: z.iso.datetime({ offset: true }).nullable().default(null),
    /** How long after the release hosts that are offline are waited for. */
    expiresInMinutes: z.number().int().min(5).max(1440).default(60),
    /** Of the preview that was agreed to; null where nobody looked. */
    previewHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .default(null),
    requestedThrough: z.enum(ORDER_DOORS).default("web"),
  })
  .superRefine((order, check) => {
    const wrong = (path: string, message: string) =>
      check.addIssue({ code: "custom", path: [path], message });
    if (order.verb === "message") {
      if (order.message === "") wrong("message", "Write the message.");
      if (order.graceSeconds > 0) wrong("graceSeconds", "A message is shown at once: it has no grace.");
    }
    if (order.onlyIfWarned && order.graceSeconds === 0) {
      wrong("onlyIfWarned", "Without a grace nobody is warned: give one, or do not ask for it.");
    }
  });
export type OrderRequest = z.output<typeof requestOrderInput>;
/** What a caller writes: everything with a default may be left out. */
export type OrderRequestInput = z.input<typeof requestOrderInput>;

export interface RequestedOrder {
  readonly orderId: number;
  readonly targets: number;
  /** The first hundred, each with its reason; `droppedCounts` has them all. */
  readonly dropped: readonly DroppedSession[];
  readonly droppedCounts: Readonly<Partial<Record<DroppedSession["why"], number>>>;
  /** Why a second operator must agree before anything happens; null where none is needed. */
  readonly approvalWhy: string | null;
}
