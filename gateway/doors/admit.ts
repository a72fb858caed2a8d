import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type FoundApiToken, findApiToken, sentApiToken } from "@/lib/auth/api-token";
import { requirePermission } from "@/lib/services/require-permission";
import type { Gateway } from "../gateway";
import { Refusal } from "../refusal";
import type { Door } from "./door";
import { Overloaded } from "./intake";
import { pathOf } from "./path-of";

/** Who brings records. Asked for before a byte of the body is read. */
export async function admit(
  { db, doors, log }: Gateway,
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
  now: Date,
): Promise<FoundApiToken> {
  const address = (message.socket.remoteAddress ?? "unknown").replace(/^::ffff:/, "");
  const sent = sentApiToken(message.headers.authorization);
  const token = sent && (await findApiToken(db, sent, now, address));
  if (token) {
    requirePermission(token.actor, door.permission);
    return token;
  }
  const verdict = doors.wrongTokens.note(address, now.getTime());
  if (verdict.kind === "close") throw new Overloaded("too many wrong tokens");
  if (verdict.isWorthTelling) log("warn", "refused", { where: pathOf(message), status: 401, address });
  if (verdict.pauseMs > 0) await doors.wrongTokens.hold(wait(verdict.pauseMs));
  response.setHeader("www-authenticate", [
    'Basic realm="Curfew", charset="UTF-8"',
    'Bearer realm="Curfew"',
    "ApiKey",
  ]);
  throw new Refusal(
    401,
    "unauthenticated",
    "No API token that is known and still good: send one as Bearer, as ApiKey, or as the password of Basic.",
    "authorization",
  );
}
