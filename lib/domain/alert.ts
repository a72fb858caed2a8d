/** What people can be told about without looking at a page. */
export const ALERT_KINDS = [
  "order.missed",
  "session.ghost",
  "host.silent",
  "agent.cloned",
  "agent.held_back",
  "policy.acted",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const CHANNEL_KINDS = ["webhook", "mail"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

export interface NamedHost {
  readonly id: number;
  readonly name: string;
}

export type AlertFacts =
  | {
      readonly kind: "order.missed";
      readonly orderId: number;
      readonly verb: string;
      readonly reason: string;
      readonly by: string;
      readonly targets: number;
      /** How many targets ended in each state that missed. */
      readonly missed: Readonly<Record<string, number>>;
    }
  | { readonly kind: "session.ghost"; readonly hosts: readonly NamedHost[]; readonly sessions: number }
  | { readonly kind: "host.silent"; readonly hosts: readonly NamedHost[]; readonly since: string }
  | { readonly kind: "agent.cloned"; readonly hosts: readonly NamedHost[] }
  | { readonly kind: "agent.held_back"; readonly hosts: readonly NamedHost[] }
  | {
      readonly kind: "policy.acted";
      readonly orderId: number;
      readonly policy: string;
      readonly targets: number;
    }
  | { readonly kind: "test"; readonly by: string }
  /** What was stored of it says nothing. */
  | { readonly kind: "unreadable"; readonly about: string };

export interface AlertWords {
  readonly title: string;
  /** What it means, and what to do. */
  readonly text: string;
  /** The page that shows it. */
  readonly path: string;
}

/** The same words wherever an alert arrives. */
export function alertWords(facts: AlertFacts): AlertWords {
  switch (facts.kind) {
    case "order.missed": {
      const missed = Object.values(facts.missed).reduce((sum, n) => sum + n, 0);
      const parts = Object.entries(facts.missed).map(([state, n]) => `${n} ${state}`);
      return {
        title: `Order ${facts.orderId} missed ${missed} of ${sessions(facts.targets)}`,
        text: `${parts.join(", ") || "Which of them is not kept"}. ${facts.by} asked for it: ${facts.reason}. Open the order to see why, and to retry.`,
        path: `/orders/${facts.orderId}`,
      };
    }
    case "session.ghost":
      return {
        title: `${sessions(facts.sessions)} on ${hostsText(facts.hosts)} ${facts.sessions === 1 ? "is a ghost" : "are ghosts"}`,
        text: "What the host lists and what its log says differ. Reconcile asks the host again.",
        path: "/sessions/ghosts",
      };
    case "host.silent":
      return {
        title: `${hostsText(facts.hosts)} ${facts.hosts.length > 1 ? "are" : "is"} silent`,
        text: `Nothing was heard since ${facts.since}. Who is on there is not known, and nobody can be logged off until the agent answers.`,
        path: facts.hosts.length === 1 ? `/hosts/${facts.hosts[0]?.id}` : "/hosts",
      };
    case "agent.cloned":
      return {
        title: `The agent key of ${hostsText(facts.hosts)} is in use twice`,
        text: "Somebody copied the key, or the machine was cloned. Revoke the agent, find the copy, and enrol the host again.",
        path: facts.hosts.length === 1 ? `/hosts/${facts.hosts[0]?.id}` : "/enrolment",
      };
    case "agent.held_back":
      return {
        title: `The disk or spool of ${hostsText(facts.hosts)} is full`,
        text: "The agent reads no further. What happens is kept by the host's own log, for as long as that holds: make room there.",
        path: facts.hosts.length === 1 ? `/hosts/${facts.hosts[0]?.id}` : "/enrolment",
      };
    case "policy.acted":
      return {
        title: `${facts.policy} acts on ${sessions(facts.targets)}`,
        text: "The order names each of them, and can be cancelled while its grace runs.",
        path: `/orders/${facts.orderId}`,
      };
    case "test":
      return {
        title: "Curfew can reach you",
        text: `${facts.by} tried this channel. Nothing happened.`,
        path: "/alerts",
      };
    case "unreadable":
      return {
        title: "What was stored of this alert cannot be read",
        text: `Only its kind is known: ${facts.about || "none"}. The trail tells what was done at that time.`,
        path: "/trail",
      };
  }
}

const MOST_NAMED = 5;

function hostsText(hosts: readonly NamedHost[]): string {
  const named = hosts.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = hosts.length - named.length;
  if (more > 0) return `${named.join(", ")} and ${more} more hosts`;
  if (named.length < 2) return named[0] ?? "a host without a name";
  return `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

function sessions(n: number): string {
  return n === 1 ? "1 session" : `${n} sessions`;
}

/** How long to wait after the n-th attempt that failed; undefined: no more. */
const RETRY_AFTER_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000];
export const MOST_ATTEMPTS = RETRY_AFTER_MS.length + 1;

export function retryAfterMs(attempts: number): number | undefined {
  return RETRY_AFTER_MS[attempts - 1];
}
