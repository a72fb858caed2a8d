import { isStale } from "@/lib/domain/live-session";
import { clockOrDay, dayName } from "@/lib/format/clock";
import { ago } from "@/lib/format/duration";

export interface AgentFacts {
  readonly agentVersion: string | null;
  readonly enrolledAt: Date | null;
  readonly revokedAt: Date | null;
  readonly reportedAt: Date | null;
}

export type AgentState =
  | { readonly kind: "none"; readonly words: string }
  | { readonly kind: "revoked"; readonly words: string }
  | { readonly kind: "silent"; readonly words: string; readonly title: string }
  | { readonly kind: "reporting"; readonly words: string; readonly title: string };

/** What can be said of the agent now, in words; a silence is dated. */
export function agentState(host: AgentFacts, now: number, timeZone: string): AgentState {
  if (host.enrolledAt === null) return { kind: "none", words: "no agent, known from logs" };
  if (host.revokedAt !== null) {
    return { kind: "revoked", words: `revoked ${dayName(host.revokedAt.getTime(), timeZone)}` };
  }
  const at = host.reportedAt?.getTime() ?? null;
  if (at === null)
    return { kind: "silent", words: "enrolled, never reported", title: "Nothing came since it enrolled" };
  const title = `Reported ${clockOrDay(at, now, timeZone)}`;
  return isStale(at, now)
    ? { kind: "silent", words: `${clockOrDay(at, now, timeZone)} · ${ago(at, now)}`, title }
    : { kind: "reporting", words: ago(at, now), title };
}

export interface Spool {
  readonly events: number;
  readonly bytes: number;
  /** Why the agent reads the host's log no further, and since when; null while it does. */
  readonly heldBack: { readonly why: "spool" | "disk"; readonly since: number } | null;
}

/** What the agent says still lies with it; null where it never said. */
export function readSpool(health: unknown): Spool | null {
  if (typeof health !== "object" || health === null) return null;
  const facts = health as Record<string, unknown>;
  const events = facts.spooledEvents ?? facts.spoolEvents;
  const bytes = facts.spooledBytes ?? facts.spoolBytes;
  if (typeof events !== "number") return null;
  return { events, bytes: typeof bytes === "number" ? bytes : 0, heldBack: readHeldBack(facts.heldBack) };
}

function readHeldBack(value: unknown): Spool["heldBack"] {
  if (typeof value !== "object" || value === null) return null;
  const { why, since } = value as Record<string, unknown>;
  return (why === "spool" || why === "disk") && typeof since === "number" ? { why, since } : null;
}

/** What stands beside the count, and what it means. */
export const HELD_BACK_WORDS = {
  disk: [
    "disk full",
    "The disk of the spool is full: make room on the host. Its own log keeps what happens meanwhile.",
  ],
  spool: [
    "spool full",
    "The spool may grow no more: the gateway takes events too slowly. The host's own log keeps what happens meanwhile.",
  ],
} as const;
