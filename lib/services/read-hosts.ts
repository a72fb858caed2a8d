import "server-only";
import { z } from "zod";
import { HOST_STATES, type HostFilter, type HostPage, listHosts } from "@/lib/storage/list-hosts";
import type { Context } from "./context";
import { type NamePages, namePages, queryNameCursor } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryChoice, queryText } from "./query-text";
import { requirePermission } from "./require-permission";

export const HOSTS_PER_PAGE = 50;

const parameters = z.object({
  q: queryText(200),
  group: queryText(200),
  platform: queryChoice(["windows", "linux"]),
  state: queryChoice(HOST_STATES),
  after: queryNameCursor,
  before: queryNameCursor,
});

export interface HostsAnswer extends HostPage, NamePages {
  readonly filter: HostFilter;
}

export async function readHosts(ctx: Context, input: unknown): Promise<HostsAnswer> {
  requirePermission(ctx.actor, "host.read");
  const { q, group, platform, state, after, before } = parseInput(parameters, input);
  const filter = { text: q, group: group === "" ? null : group, platform, state };
  const page = await listHosts(ctx.db, filter, ctx.now, after, HOSTS_PER_PAGE, before);
  return { ...page, filter, ...namePages(page, { after, before }) };
}
