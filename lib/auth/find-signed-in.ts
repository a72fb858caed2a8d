import "server-only";
import { type Actor, isRole } from "@/lib/domain/actor";
import type { Database } from "@/lib/storage/database";
import { findSignIn } from "@/lib/storage/sign-ins";
import { hashToken, IDLE_MS } from "./sign-in-token";

/** `seenAt` is written at most this often. */
const TOUCH_MS = 60_000;

export type OperatorActor = Extract<Actor, { kind: "operator" }>;

export interface SignedIn {
  readonly actor: OperatorActor;
  readonly displayName: string;
  readonly signInId: number;
}

/** The operator behind a token, read from the database each time: revocation works at once. */
export async function findSignedIn(
  db: Database,
  token: string | undefined,
  now: Date,
  /** A page that refreshes itself is not a person at work. */
  isActivity: boolean,
): Promise<SignedIn | null> {
  if (!token || token.length > 100) return null;
  const row = await findSignIn(db, hashToken(token));
  if (!row || !isRole(row.role)) return null;
  const idleMs = now.getTime() - row.seenAt.getTime();
  if (row.expiresAt <= now || idleMs > IDLE_MS) return null;
  if (isActivity && idleMs > TOUCH_MS) {
    await db.prisma.signIn.updateMany({ where: { id: row.id, revokedAt: null }, data: { seenAt: now } });
  }
  const { operatorId, name, displayName, role } = row;
  return { actor: { kind: "operator", operatorId, name, role }, displayName, signInId: row.id };
}
