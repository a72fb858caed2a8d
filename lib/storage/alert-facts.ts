import type { AlertFacts, NamedHost } from "@/lib/domain/alert";

type Stored = Readonly<Record<string, unknown>>;

/** Stored as JSON when it happened: what does not read is left out, and an alert that says nothing at all says so. */
export function toAlertFacts(kind: string, json: unknown): AlertFacts {
  const facts = typeof json === "object" && json !== null ? (json as Stored) : {};
  const { orderId } = facts;
  const hosts = toHosts(facts.hosts);
  switch (kind) {
    case "order.missed":
      if (!isCount(orderId)) break;
      return {
        kind,
        orderId,
        verb: text(facts.verb),
        reason: text(facts.reason, "no reason is kept"),
        by: text(facts.by, "Somebody"),
        targets: number(facts.targets),
        missed: toCounts(facts.missed),
      };
    case "policy.acted":
      if (!isCount(orderId)) break;
      return { kind, orderId, policy: text(facts.policy, "A policy"), targets: number(facts.targets) };
    case "session.ghost":
      return { kind, hosts, sessions: number(facts.sessions) };
    case "host.silent":
      return { kind, hosts, since: text(facts.since, "a moment that is not kept") };
    case "agent.cloned":
    case "agent.held_back":
      return { kind, hosts };
    case "test":
      return { kind, by: text(facts.by, "Somebody") };
  }
  return { kind: "unreadable", about: kind };
}

function toHosts(json: unknown): readonly NamedHost[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((item: unknown) => {
    const { id, name } = (item ?? {}) as Stored;
    return isCount(id) && typeof name === "string" ? [{ id, name }] : [];
  });
}

function toCounts(json: unknown): Readonly<Record<string, number>> {
  const entries = typeof json === "object" && json !== null ? Object.entries(json) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => isCount(entry[1])));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function number(value: unknown): number {
  return isCount(value) ? value : 0;
}

function text(value: unknown, otherwise = ""): string {
  return typeof value === "string" && value !== "" ? value : otherwise;
}
