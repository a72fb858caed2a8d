import { DEFAULT_MESSAGES } from "@/lib/domain/order-message";
import type { OrderVerb } from "@/lib/domain/order-verb";

/** What is filled in before an order is asked for. */
export interface OrderForm {
  readonly verb: OrderVerb;
  readonly graceMinutes: number;
  /** Null: the verb's own words. */
  readonly message: string | null;
  readonly onlyIfWarned: boolean;
  readonly includeProtected: boolean;
  readonly reason: string;
  readonly ticket: string;
  /** Of a datetime-local field, in the browser's own zone; empty: now. */
  readonly startAt: string;
  readonly waitMinutes: number;
}

export const EMPTY_FORM: OrderForm = {
  verb: "log_off",
  graceMinutes: 0,
  message: null,
  onlyIfWarned: false,
  includeProtected: false,
  reason: "",
  ticket: "",
  startAt: "",
  waitMinutes: 60,
};

export function messageOf({ verb, message }: OrderForm): string {
  return message ?? DEFAULT_MESSAGES[verb];
}

/** A message is shown at once: it has no grace. */
export function graceSecondsOf({ verb, graceMinutes }: OrderForm): number {
  return verb === "message" ? 0 : graceMinutes * 60;
}

export function startInstant({ startAt }: OrderForm): number | null {
  const at = startAt === "" ? Number.NaN : new Date(startAt).getTime();
  return Number.isNaN(at) ? null : at;
}

/** Why it cannot be asked yet, or null. `toType` is the number to be typed, where it is not. */
export function firstMissing(form: OrderForm, hit: number | null, toType: number | null): string | null {
  if (hit === null) return "Looking who would be hit…";
  if (hit === 0) return "Nobody is left";
  if (form.verb === "message" && messageOf(form).trim() === "") return "Write the message";
  if (form.reason.trim() === "") return "A reason is required";
  return toType === null ? null : `Type ${toType} to confirm`;
}
