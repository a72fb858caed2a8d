import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { type Actor, isRole } from "@/lib/domain/actor";
import { isApiScope } from "@/lib/domain/api-scope";
import { findApiTokenRow, touchApiToken } from "@/lib/storage/api-tokens";
import type { Database } from "@/lib/storage/database";

export type TokenActor = Extract<Actor, { kind: "token" }>;

const FORM = /^cf_api_[A-Za-z0-9_-]{43}$/;
/** `lastUsedAt` is written at most this often. */
const TOUCH_MS = 60_000;
const LONGEST_HEADER = 1_000;

/** 256 bits: unguessable, so that a plain SHA-256 is enough to store it by, and to find it by in constant time. */
export function makeApiToken(): { readonly token: string; readonly hash: string } {
  const token = `cf_api_${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashApiToken(token) };
}

export function hashApiToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/**
 * The token in an Authorization header: `Bearer token`; `ApiKey token`, or with base64 of `id:token`, as
 * Elasticsearch's clients send it; Basic with the token as the password, or as the user name of an empty password.
 */
export function sentApiToken(authorization: string | string[] | undefined): string | null {
  if (typeof authorization !== "string" || authorization.length > LONGEST_HEADER) return null;
  const [, scheme = "", value = ""] = /^([A-Za-z]+) +(\S+)\s*$/.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "bearer":
      return FORM.test(value) ? value : null;
    case "apikey":
      return FORM.test(value) ? value : inPair(value);
    case "basic":
      return inPair(value);
    default:
      return null;
  }
}

function inPair(base64: string): string | null {
  const text = Buffer.from(base64, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const [before, after] = colon < 0 ? ["", text] : [text.slice(0, colon), text.slice(colon + 1)];
  if (FORM.test(after)) return after;
  return after === "" && FORM.test(before) ? before : null;
}

export interface FoundApiToken {
  readonly actor: TokenActor;
  /** Hosts that become known through it begin in this group. */
  readonly group: string;
}

/** Who a token stands for, read from the database each time: revocation works at once. */
export async function findApiToken(
  db: Database,
  token: string,
  now: Date,
  address = "",
): Promise<FoundApiToken | null> {
  if (!FORM.test(token)) return null;
  const row = await findApiTokenRow(db, hashApiToken(token));
  if (!row || row.revokedAt || row.expiresAt <= now || !isRole(row.role)) return null;
  const { id: tokenId, label: name, role, group } = row;
  if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > TOUCH_MS) {
    await touchApiToken(db, tokenId, now, address);
  }
  return { actor: { kind: "token", tokenId, name, role, scopes: row.scopes.filter(isApiScope) }, group };
}

export async function findApiActor(
  db: Database,
  token: string,
  now: Date,
  address = "",
): Promise<TokenActor | null> {
  return (await findApiToken(db, token, now, address))?.actor ?? null;
}
