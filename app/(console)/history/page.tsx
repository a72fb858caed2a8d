import type { Metadata } from "next";
import { Suspense } from "react";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import "@/app/styles/timeline.css";
import "@/app/styles/hosts.css";
import "@/app/styles/history.css";
import { type HistoryPlace, historyHref } from "@/components/history/history-address";
import { HistoryPager } from "@/components/history/history-pager";
import { HistoryTable } from "@/components/history/history-table";
import { HistoryTabs } from "@/components/history/history-tabs";
import { MomentBar } from "@/components/history/moment-bar";
import { NoHistory } from "@/components/history/no-history";
import { HistoryQueryBar } from "@/components/history/query-bar";
import { TrustNote } from "@/components/history/trust-note";
import { WhoEverywhere } from "@/components/history/who-everywhere";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { parseMoment } from "@/components/timeline/history-window";
import { firstOf, type SearchParams } from "@/components/timeline/href-with";
import { SessionDetails } from "@/components/timeline/session-details";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { zoneClock } from "@/lib/domain/zone-clock";
import { count } from "@/lib/format/count";
import { blindStretch } from "@/lib/services/read-coverage";
import { readHistory } from "@/lib/services/read-history";
import { WhenBegun } from "./when-begun";

export const metadata: Metadata = { title: "History" };

interface HistoryPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function HistoryPage({ searchParams }: HistoryPageProps) {
  const ctx = await requireContext("history.read");
  const [params, { timeZone }] = await Promise.all([searchParams, readZone()]);
  const place = placeOf(params);
  const clock = zoneClock(timeZone);
  const now = ctx.now.getTime();
  const at = parseMoment(place.at, now, clock);
  const { query, view, open } = await readHistory(ctx, {
    ...place,
    whoAfter: place.after,
    whoBefore: place.before,
    at: at === null ? null : new Date(at),
    instantOf: (wall: number) => clock.instant(wall),
  });
  const openId = open?.session.id ?? null;
  const common = { place, timeZone, openId };
  return (
    <Page scope="history" title="History">
      <LiveRefresh on={["history"]} atMostEveryMs={10_000} />
      <div className="h-page">
        <HistoryTabs place={place} isAt={at !== null} now={now} />
        {at !== null && <MomentBar place={place} at={at} now={now} timeZone={timeZone} />}
        <HistoryQueryBar place={place} timeZone={timeZone} />
        <div className="h-work">
          {view.kind === "at" && at !== null ? (
            <WhoEverywhere
              {...common}
              {...view.who}
              at={at}
              now={now}
              blind={view.blind.flatMap((host) => {
                const stretch = blindStretch(host, at);
                return stretch ? [{ hostId: host.hostId, hostName: host.hostName, stretch }] : [];
              })}
              unchecked={view.unchecked}
            />
          ) : (
            <>
              {/* They stay where nothing was found: by them one comes back to where something is. */}
              {view.kind === "list" && (view.sessions.length > 0 || query.terms.length > 0) && (
                <Suspense fallback={<div className="h-bars is-waiting" aria-hidden="true" />}>
                  <WhenBegun ctx={ctx} place={place} timeZone={timeZone} />
                </Suspense>
              )}
              {view.kind === "list" && view.sessions.length > 0 ? (
                <>
                  <TrustNote
                    hosts={view.coverage.hosts}
                    leftOut={view.coverage.leftOut}
                    timeZone={timeZone}
                  />
                  <HistoryTable sessions={view.sessions} {...common} />
                </>
              ) : (
                <NoHistory
                  place={place}
                  query={query}
                  timeZone={timeZone}
                  isFirstPage={view.kind === "list" && view.isFirstPage}
                />
              )}
            </>
          )}
        </div>
        <div className="statusbar">
          {view.kind === "list" ? (
            <span>
              <b>{count(view.sessions.length)}</b> on this page, newest first
            </span>
          ) : (
            <span>
              <b>{count(view.who.certain.length + view.who.possible.length)}</b> on this page, possible before
              certain, the latest first
            </span>
          )}
          <span className="spring" />
          <HistoryPager place={place} view={view} />
        </div>
      </div>
      {open && (
        <SessionDetails
          session={open.session}
          records={open.records}
          timeZone={timeZone}
          now={now}
          closeHref={historyHref({ ...place, session: "" })}
        />
      )}
    </Page>
  );
}

/** Every value of an address may be missing, doubled or nonsense; the form without script sends `q` twice. */
function placeOf(params: SearchParams): HistoryPlace {
  const one = (name: string) => (firstOf(params[name]) ?? "").slice(0, 200);
  const q = [params.q ?? ""].flat().join(" ").trim();
  return {
    // One character more than is read, so that the page still says that the rest was not.
    q: q.slice(0, MAX_QUERY_LENGTH + 1),
    at: one("at"),
    after: one("after"),
    before: one("before"),
    session: one("session"),
  };
}
