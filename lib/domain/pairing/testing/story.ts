import fc from "fast-check";
import type { AuditEvent } from "../../audit-event";
import { tell } from "./tell-story";

/** What happened on a host, told from above, and the records that it left. The truth needs no pairing. */
export interface Story {
  readonly events: readonly AuditEvent[];
  readonly truth: readonly TrueSession[];
}

export interface TrueSession {
  readonly boot: string;
  readonly logonId: string;
  readonly linkedLogonId: string | null;
  readonly sid: string;
  readonly startedAt: number;
  readonly end: string;
  readonly endAt: number | null;
  readonly notBefore: number;
  readonly notAfter: number | null;
  readonly segments: readonly (readonly [kind: "locked" | "disconnected", from: number, until: number])[];
}

interface Visit {
  readonly gapMin: number;
  readonly lengthMin: number;
  readonly type: 2 | 10 | 11;
  readonly split: "none" | "linked" | "unlinked";
  readonly end: "logoff" | "logoff late destroyed" | "destroyed" | "noticed" | "none";
  readonly breaks: readonly Break[];
}

/** A minute away: locked, or disconnected, with what the log makes of the return. */
interface Break {
  readonly afterMin: number;
  readonly back:
    | { readonly from: "lock"; readonly logon: 0 | 2 | 7 | 11 }
    | { readonly from: "remote"; readonly logon: 0 | 7 | 10; readonly isEnded: boolean };
}

export type Witness = "winlogon" | "manager";

export interface Run {
  readonly visits: readonly (readonly Visit[])[];
  readonly stop: "clean" | "asked" | "dirty" | "told dirty" | "unrecorded";
  /** Who tells of each logon and logoff beside the Security log. */
  readonly witnesses: readonly Witness[];
}

const visit = fc.record({
  gapMin: fc.integer({ min: 2, max: 300 }),
  lengthMin: fc.integer({ min: 60, max: 600 }),
  type: fc.constantFrom(2, 10, 11),
  split: fc.constantFrom("none", "linked", "unlinked"),
  end: fc.constantFrom("logoff", "logoff", "logoff late destroyed", "destroyed", "noticed", "none"),
  breaks: fc.array(
    fc.record({
      afterMin: fc.integer({ min: 3, max: 15 }),
      back: fc.oneof(
        fc.record({ from: fc.constant("lock"), logon: fc.constantFrom(0, 2, 7, 11) }),
        fc.record({ from: fc.constant("remote"), logon: fc.constantFrom(0, 7, 10), isEnded: fc.boolean() }),
      ),
    }),
    { maxLength: 3 },
  ),
}) as fc.Arbitrary<Visit>;

const run = fc.record({
  visits: fc.array(fc.array(visit, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  stop: fc.constantFrom("clean", "asked", "dirty", "told dirty", "unrecorded"),
  witnesses: fc.subarray(["winlogon", "manager"]),
}) as fc.Arbitrary<Run>;

export const stories: fc.Arbitrary<Story> = fc
  .array(run, { minLength: 1, maxLength: 4 })
  .map((runs) => tell(runs));
