import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { DomainError, HTTP_STATUS } from "@/lib/domain/errors";
import type { Gateway } from "../gateway";
import { Refusal } from "../refusal";
import { admit } from "./admit";
import type { Door, DoorAnswer } from "./door";
import { MOST_REQUESTS } from "./doors";
import { Overloaded } from "./intake";
import { pathOf } from "./path-of";
import { Patience } from "./patience";
import { refusalAnswer } from "./refusal-answer";
import { sendAnswer } from "./send-answer";

/** A defect, or a database that is away: the client comes again, but not at once. */
const AFTER_TROUBLE_MS = 2_000;

/**
 * The catch of the ways in for shippers. They lose records on a 429, a 503 or a 500, and all survive a closed connection:
 * so an answer is a success after the commit or a refusal that sending again will not change, and anything else is held,
 * and then closed without a word.
 */
export async function runDoor(
  gateway: Gateway,
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { doors } = gateway;
  if (doors.requests >= MOST_REQUESTS) {
    doors.counts.closed++;
    message.socket.destroy();
    return;
  }
  const patience = new Patience(doors.holdMs);
  response.on("close", () => patience.end());
  doors.enter(patience);
  try {
    const answer = await answerOf(gateway, door, message, response, patience);
    doors.counts.answered(answer.status);
    await sendAnswer(door, message, response, answer);
  } catch (error) {
    doors.counts.closed++;
    if (!(error instanceof Overloaded) && !message.socket.destroyed) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      gateway.log("error", "a shipper's request failed and is closed", { path: pathOf(message), cause });
      await wait(AFTER_TROUBLE_MS, null, { signal: patience.over }).catch(() => {});
    }
    message.socket.destroy();
  } finally {
    patience.end();
    doors.leave(patience);
  }
}

async function answerOf(
  gateway: Gateway,
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
  patience: Patience,
): Promise<DoorAnswer> {
  const now = new Date();
  try {
    const token = await admit(gateway, door, message, response, now);
    const method = message.method ?? "GET";
    if (!door.methods.includes(method)) {
      response.setHeader("allow", door.methods.join(", "));
      throw new Refusal(405, "method_not_allowed", `This address answers ${door.methods.join(", ")} only.`);
    }
    const { doors } = gateway;
    return await door.handle({ method, path: pathOf(message), message, token, doors, now, patience });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    if (refusal.status !== 401) {
      const { status, message: reason } = refusal;
      gateway.log("warn", "refused", { where: `${message.method} ${pathOf(message)}`, status, reason });
    }
    return refusalAnswer(door.refusals, refusal, message.headers["content-type"]);
  }
}

function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (!(error instanceof DomainError)) return null;
  if (error.code === "internal" || error.code === "unavailable") return null;
  return new Refusal(HTTP_STATUS[error.code], error.code, error.message, error.field);
}
