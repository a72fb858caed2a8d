import type { ActionToPost } from "./built-surface";
import { type RawAnswer, rawRequest } from "./raw-request";

/** A server action as the page would post it, or as an attacker would. */
export function postAction(
  base: string,
  action: ActionToPost,
  headers: Readonly<Record<string, string>>,
  input: unknown = {},
): Promise<RawAnswer> {
  return rawRequest(base, action.path, {
    method: "POST",
    headers: {
      "next-action": action.id,
      "content-type": "text/plain;charset=UTF-8",
      accept: "text/x-component",
      ...headers,
    },
    body: JSON.stringify([input]),
  });
}

/** What the action itself answered, out of the Flight rows. */
export function outcome(answer: RawAnswer): string {
  if (/"ok":true/.test(answer.body)) return "ok";
  return /"ok":false,"error":"(\w+)"/.exec(answer.body)?.[1] ?? `status ${answer.status}`;
}
