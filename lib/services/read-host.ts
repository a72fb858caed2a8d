import "server-only";
import { z } from "zod";
import {
  type LiveRow,
  listLiveOf,
  listSessionsInWindow,
  type SessionsInWindow,
} from "@/lib/storage/associate-history";
import { type BootRow, findHost, type HostDetail, listBoots } from "@/lib/storage/host-detail";
import { findSessionEvidence, type SessionEvidence } from "@/lib/storage/session-evidence";
import { type WhoWasOn, whoWasOn } from "@/lib/storage/who-was-on";
import type { Context } from "./context";
import { querySessionCursor } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryBigId, queryId } from "./query-text";
import { readSessionPage, type SessionPage } from "./read-associate";
import { requirePermission } from "./require-permission";

const MOST_SESSIONS = 2_000;
const MOST_LIVE = 500;
const MOST_PEOPLE = 2_000;

const parameters = z.object({
  hostId: queryId,
  session: queryBigId,
  after: querySessionCursor,
  isTable: z.boolean(),
  from: z.date(),
  until: z.date(),
  at: z.date().nullable(),
});

export interface HostAnswer {
  readonly host: HostDetail;
  readonly live: readonly LiveRow[];
  readonly history: SessionsInWindow;
  readonly boots: readonly BootRow[];
  readonly page: SessionPage | null;
  readonly open: SessionEvidence | null;
  readonly who: WhoWasOn | null;
}

/** Everything one page shows of one host; null where there is no such host. */
export async function readHost(ctx: Context, input: unknown): Promise<HostAnswer | null> {
  requirePermission(ctx.actor, "host.read");
  requirePermission(ctx.actor, "history.read");
  const { hostId, session, after, isTable, at, ...window } = parseInput(parameters, input);
  if (hostId === null) return null;
  const host = await findHost(ctx.db, hostId);
  if (!host) return null;
  const of = { hostId };
  const [live, history, boots, page, open, who] = await Promise.all([
    listLiveOf(ctx.db, of, MOST_LIVE),
    listSessionsInWindow(ctx.db, of, window, MOST_SESSIONS),
    listBoots(ctx.db, hostId, window),
    isTable ? readSessionPage(ctx, of, window, after) : null,
    session === null ? null : findSessionEvidence(ctx.db, session, of),
    at === null ? null : whoWasOn(ctx.db, hostId, at, MOST_PEOPLE),
  ]);
  return { host, live, history, boots, page, open, who };
}
