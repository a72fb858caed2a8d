import type { Actor } from "@/lib/domain/actor";
import { appendTrail } from "./append-trail";
import type { Database } from "./database";
import { notify } from "./notifications";
import { takeAttempt } from "./take-attempt";

export interface TokenRefusal {
  readonly tokenId: number;
  readonly why: "revoked" | "expired" | "used up" | "for another host";
  readonly machineId: string;
  readonly host: string;
}

const WINDOW_MS = 60_000;

/** Somebody holds a token that is good for nothing (any more): once a minute that is told. */
export async function recordTokenRefusal(
  db: Database,
  now: Date,
  actor: Actor,
  refusal: TokenRefusal,
): Promise<void> {
  const { tokenId, ...detail } = refusal;
  if ((await takeAttempt(db, `enrolment_token:${tokenId}`, now, WINDOW_MS)) > 1) return;
  await db.prisma.$transaction(async (tx) => {
    await appendTrail(tx, now, {
      name: "enrolment_token.refused",
      actor,
      subject: `token:${tokenId}`,
      detail,
    });
    await notify(tx, { kind: "trail" });
  });
}
