import "server-only";
import { z } from "zod";
import type { PlaceMatch } from "@/lib/domain/place-match";
import { matchAssociates, matchHosts, matchOrder, matchSession } from "@/lib/storage/find-matches";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const findMatchesInput = z.object({ q: queryText(200) });

/** Orders and sessions by number; hosts by name or machine id; associates by name, account or SID. */
export async function findMatches(ctx: Context, input: unknown): Promise<readonly PlaceMatch[]> {
  requirePermission(ctx.actor, "session.read");
  const { q } = parseInput(findMatchesInput, input);
  // What is pasted out of a mail or a log comes with quotes, brackets and a full stop.
  const text = q.replace(/^[\s"'<([]+|[\s"'>)\].,;]+$/g, "");
  if (text === "") return [];
  const number = /^(?:order|session)?[ :#]*([1-9]\d{0,17})$/i.exec(text)?.[1];
  const [orders, sessions, hosts, associates] = await Promise.all([
    number && Number(number) <= 2_147_483_647 ? matchOrder(ctx.db, Number(number)) : [],
    number ? matchSession(ctx.db, number) : [],
    matchHosts(ctx.db, text),
    matchAssociates(ctx.db, text),
  ]);
  // Whoever bears the very name comes before a host that merely holds it.
  const named = isNamed(associates[0], text) && !isNamed(hosts[0], text);
  return [orders, sessions, ...(named ? [associates, hosts] : [hosts, associates])].flat();
}

function isNamed(match: PlaceMatch | undefined, text: string): boolean {
  return match?.label.split(" · ").some((part) => part.toLowerCase() === text.toLowerCase()) ?? false;
}
