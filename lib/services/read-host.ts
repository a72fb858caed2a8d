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
import { readSessionPage, type SessionPage, spanInput } from "./read-associate";
import { type HostCoverage, readCoverage } from "./read-coverage";
import { type NetworkLogonsAnswer, readNetworkLogons } from "./read-network-logons";
import { requirePermission } from "./require-permission";

const MOST_SESSIONS = 2_000;
const MOST_LIVE = 500;
const MOST_PEOPLE = 2_000;
/** So far back the host's page tells since when its history is whole. */
const COVERAGE_MS = 400 * 86_400_000;

const parameters = z.object({
  hostId: queryId,
  session: queryBigId,
  after: querySessionCursor,
  before: querySessionCursor,
  isTable: z.boolean(),
  isNetwork: z.boolean().default(false),
  from: z.date(),
  until: z.date(),
  span: spanInput,
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
  readonly network: NetworkLogonsAnswer | null;
  /** Of the last year, and of the window where that is older. */
  readonly coverage: HostCoverage | null;
}

/** Everything one page shows of one host; null where there is no such host. */
export async function readHost(ctx: Context, input: unknown): Promise<HostAnswer | null> {
  requirePermission(ctx.actor, "host.read");
  requirePermission(ctx.actor, "history.read");
  const { hostId, session, after, before, isTable, isNetwork, span, at, ...window } = parseInput(
    parameters,
    input,
  );
  if (hostId === null) return null;
  const host = await findHost(ctx.db, hostId);
  if (!host) return null;
  const of = { hostId };
  const [live, history, boots, page, open, who, coverage, network] = await Promise.all([
    listLiveOf(ctx.db, of, MOST_LIVE),
    listSessionsInWindow(ctx.db, of, window, MOST_SESSIONS),
    listBoots(ctx.db, hostId, window),
    isTable ? readSessionPage(ctx, of, span ?? window, { after, before }) : null,
    session === null ? null : findSessionEvidence(ctx.db, session, of),
    at === null ? null : whoWasOn(ctx.db, { hostId, at, query: null, limit: MOST_PEOPLE }),
    readCoverage(ctx, {
      hostIds: [hostId],
      from: new Date(Math.min(window.from.getTime(), ctx.now.getTime() - COVERAGE_MS)),
      until: ctx.now,
    }),
    isNetwork ? readNetworkLogons(ctx, of, window) : null,
  ]);
  return { host, live, history, boots, page, open, who, coverage: coverage.hosts[0] ?? null, network };
}
