import "server-only";
import { z } from "zod";
import { knownFrom, type RecordedSession } from "@/lib/domain/recorded-session";
import {
  type AssociateHead,
  findAssociateHead,
  type LiveRow,
  listLiveOf,
  listSessionsInWindow,
  pageSessionsInWindow,
  type SessionCursor,
  type SessionsInWindow,
  type SessionWindow,
} from "@/lib/storage/associate-history";
import { findSessionEvidence, type SessionEvidence } from "@/lib/storage/session-evidence";
import type { Context } from "./context";
import { querySessionCursor, sessionCursorText } from "./page-cursor";
import { parseInput } from "./parse-input";
import { queryBigId, queryId } from "./query-text";
import { type CoverageAnswer, readCoverage } from "./read-coverage";
import { type NetworkLogonsAnswer, readNetworkLogons } from "./read-network-logons";
import { requirePermission } from "./require-permission";

/** More than a person can have in thirty days; the page says so where it is not. */
const MOST_SESSIONS = 3_000;
const MOST_LIVE = 200;
const ROWS_PER_PAGE = 50;

export const spanInput = z.object({ from: z.date(), until: z.date() }).nullable().default(null);

const parameters = z.object({
  associateId: queryId,
  session: queryBigId,
  after: querySessionCursor,
  before: querySessionCursor,
  isTable: z.boolean(),
  isNetwork: z.boolean().default(false),
  from: z.date(),
  until: z.date(),
  /** What was marked inside the window: the table holds no more than that. */
  span: spanInput,
});

export interface SessionPage extends SessionsInWindow {
  readonly isFirstPage: boolean;
  /** The `before` of the page above and the `after` of the one below; null where there is none. */
  readonly previous: string | null;
  readonly next: string | null;
}

export interface AssociateAnswer {
  readonly head: AssociateHead;
  readonly live: readonly LiveRow[];
  readonly history: SessionsInWindow;
  /** The rows of the table, where the table is what is shown. */
  readonly page: SessionPage | null;
  /** The session whose details are open. */
  readonly open: SessionEvidence | null;
  /** Where the network logons are what is shown. */
  readonly network: NetworkLogonsAnswer | null;
  /** How far the logs of these hosts cover the window. */
  readonly coverage: CoverageAnswer;
}

/** Everything one page shows of one person; null where there is no such person. */
export async function readAssociate(ctx: Context, input: unknown): Promise<AssociateAnswer | null> {
  requirePermission(ctx.actor, "history.read");
  const { associateId, session, after, before, isTable, isNetwork, span, ...window } = parseInput(
    parameters,
    input,
  );
  if (associateId === null) return null;
  const of = { associateId };
  // All at once, though most of it is for nothing where nobody has that id: one wait less for everybody else.
  const [head, live, history, page, open, network] = await Promise.all([
    findAssociateHead(ctx.db, associateId),
    listLiveOf(ctx.db, of, MOST_LIVE),
    listSessionsInWindow(ctx.db, of, window, MOST_SESSIONS),
    isTable ? readSessionPage(ctx, of, span ?? window, { after, before }) : null,
    session === null ? null : findSessionEvidence(ctx.db, session, of),
    isNetwork ? readNetworkLogons(ctx, of, window) : null,
  ]);
  if (!head) return null;
  const coverage = await readCoverage(ctx, { hostIds: hostsOf(history.sessions, live), ...window });
  return { head, live, history, page, open, network, coverage };
}

/** Where the person was on most often first: the answer rests on these hosts' logs. */
function hostsOf(sessions: readonly RecordedSession[], live: readonly LiveRow[]): number[] {
  const times = new Map<number, number>();
  for (const { hostId } of [...sessions, ...live]) times.set(hostId, (times.get(hostId) ?? 0) + 1);
  return [...times].sort(([a, m], [b, n]) => n - m || a - b).map(([hostId]) => hostId);
}

/** One page of the table twin. Reading back to the newest row ends on the first page, however it was reached. */
export async function readSessionPage(
  ctx: Context,
  of: { readonly associateId: number } | { readonly hostId: number },
  window: SessionWindow,
  { after, before }: { readonly after: SessionCursor | null; readonly before: SessionCursor | null },
): Promise<SessionPage> {
  const page = await pageSessionsInWindow(ctx.db, of, window, after, ROWS_PER_PAGE, before);
  const [first, last] = [page.sessions[0], page.sessions.at(-1)];
  const isFirstPage = before ? !page.isCut : after === null;
  return {
    ...page,
    isFirstPage,
    previous: !isFirstPage && first ? cursorOf(first) : null,
    next: (before || page.isCut) && last ? cursorOf(last) : null,
  };
}

function cursorOf(session: RecordedSession): string {
  return sessionCursorText({ startedAt: knownFrom(session), id: session.id });
}
