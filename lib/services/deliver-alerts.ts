import { type AlertFacts, alertWords, type ChannelKind, retryAfterMs } from "@/lib/domain/alert";
import { type LeasedDelivery, leaseDeliveries } from "@/lib/storage/alert-deliveries";
import type { Database } from "@/lib/storage/database";
import { notify } from "@/lib/storage/notifications";

/** What goes out, ready to be put into whatever form the channel wants. */
export interface OutgoingAlert {
  /** The same at every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly kind: AlertFacts["kind"];
  readonly at: Date;
  readonly title: string;
  readonly text: string;
  readonly url: string;
  readonly facts: AlertFacts;
}

export interface SendOutcome {
  readonly ok: boolean;
  /** What the other side answered, or why nothing was sent. */
  readonly answer: string;
  /** Trying again cannot help. */
  readonly isFinal?: boolean;
}

export type SendAlert = (address: string, alert: OutgoingAlert) => Promise<SendOutcome>;

interface DeliverOptions {
  readonly origin: string;
  readonly now: () => Date;
  readonly senders: Readonly<Record<ChannelKind, SendAlert>>;
  /** Attempts that are under way together. */
  readonly most?: number;
}

const MOST_TOGETHER = 8;
const LONGEST_ANSWER = 500;

/** Sends what is due, and writes down what became of it. Answers how many attempts were made. */
export async function deliverAlerts(db: Database, options: DeliverOptions): Promise<number> {
  const due = await leaseDeliveries(db, options.now(), options.most ?? MOST_TOGETHER);
  await Promise.all(due.map((delivery) => attempt(db, delivery, options)));
  return due.length;
}

async function attempt(db: Database, delivery: LeasedDelivery, options: DeliverOptions): Promise<void> {
  const words = alertWords(delivery.facts);
  const alert: OutgoingAlert = {
    id: `alert-${delivery.alertId}-${delivery.channelId}`,
    kind: delivery.facts.kind,
    at: delivery.at,
    title: words.title,
    text: words.text,
    url: options.origin + words.path,
    facts: delivery.facts,
  };
  const beganAt = performance.now();
  const outcome = await options.senders[delivery.kind](delivery.address, alert).catch(
    (error: unknown): SendOutcome => ({
      ok: false,
      answer: error instanceof Error ? error.message : String(error),
    }),
  );
  const tookMs = Math.round(performance.now() - beganAt);
  await settle(db, delivery, outcome, tookMs, options.now());
}

async function settle(
  db: Database,
  delivery: LeasedDelivery,
  { ok, answer, isFinal = false }: SendOutcome,
  tookMs: number,
  now: Date,
): Promise<void> {
  const attempts = delivery.attempts + 1;
  const wait = ok || isFinal ? undefined : retryAfterMs(attempts);
  await db.prisma.$transaction(async (tx) => {
    await tx.alertDelivery.updateMany({
      where: { id: delivery.id, state: "waiting" },
      data: {
        state: ok ? "sent" : wait === undefined ? "failed" : "waiting",
        attempts,
        tookMs,
        triedAt: now,
        leasedUntil: null,
        answer: answer.replaceAll("\0", "").slice(0, LONGEST_ANSWER),
        ...(wait === undefined ? {} : { dueAt: new Date(now.getTime() + wait) }),
      },
    });
    await notify(tx, { kind: "alerts" });
  });
}
