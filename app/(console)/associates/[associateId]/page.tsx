import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { orderActions } from "@/app/_actions/order-actions";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import "@/app/styles/timeline.css";
import "@/app/styles/history.css";
import { Actogram } from "@/components/associates/actogram";
import { AssociateHead } from "@/components/associates/associate-head";
import { dayFacts } from "@/components/associates/day-facts";
import { HistoryRail } from "@/components/associates/history-rail";
import { MonthFigures, usualHours } from "@/components/associates/month-figures";
import { SessionsNow } from "@/components/associates/sessions-now";
import { NetworkLogons } from "@/components/history/network-logons";
import { TrustNote } from "@/components/history/trust-note";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { GroupTimeline } from "@/components/timeline/group-timeline";
import { HistoryBar } from "@/components/timeline/history-bar";
import { HistoryKeys } from "@/components/timeline/history-keys";
import { historyWindow, monthsSince } from "@/components/timeline/history-window";
import { firstOf, hrefWith, type SearchParams } from "@/components/timeline/href-with";
import { TimelineKey } from "@/components/timeline/key";
import { dayLanes, type Gap } from "@/components/timeline/lanes";
import { packSessions } from "@/components/timeline/packed-sessions";
import { SessionDetails } from "@/components/timeline/session-details";
import { SessionTable } from "@/components/timeline/session-table";
import { parseSpan } from "@/components/timeline/span";
import { SpanBar, sessionsWithin } from "@/components/timeline/span-bar";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { zoneClock } from "@/lib/domain/zone-clock";
import { dayName, monthName } from "@/lib/format/clock";
import { readAssociate } from "@/lib/services/read-associate";
import { sessionNow } from "../session-now";

interface AssociatePageProps {
  readonly params: Promise<{ readonly associateId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: AssociatePageProps): Promise<Metadata> {
  return { title: `Associate ${(await params).associateId.slice(0, 10)}` };
}

export default async function AssociatePage({ params, searchParams }: AssociatePageProps) {
  const ctx = await requireContext("history.read");
  const [{ associateId }, query, { timeZone }] = await Promise.all([params, searchParams, readZone()]);
  const now = ctx.now.getTime();
  const clock = zoneClock(timeZone);
  const window = historyWindow(firstOf(query.from), now, clock);
  const span = parseSpan(firstOf(query.span), window);
  const asked = firstOf(query.view);
  const view = asked === "table" || asked === "hosts" || asked === "network" ? asked : "days";
  const answer = await readAssociate(ctx, {
    associateId,
    session: query.session,
    after: query.after,
    before: query.before,
    span: span && { from: new Date(span.from), until: new Date(span.until) },
    isTable: view === "table",
    isNetwork: view === "network",
    from: new Date(window.from),
    until: new Date(window.until),
  });
  if (!answer) notFound();
  const { head, history } = answer;
  const gaps = gapsBefore(head.recordedSince?.getTime() ?? null, window.from, Math.min(now, window.until));
  const lanes = dayLanes(history.sessions, clock, window.firstDay, window.days, gaps);
  const days = dayFacts(lanes, clock, now, span);
  const drawn = sessionsWithin(history.sessions, span);
  const usual = usualHours(span ? dayFacts(lanes, clock, now) : days);
  const path = `/associates/${head.id}`;
  const href = (changes: Record<string, string | null>) =>
    hrefWith(path, query, { after: null, before: null, session: null, ...changes });
  const openId = answer.open?.session.id ?? null;
  const here = { path, query: known(query, ["view", "from", "after", "before", "span"]) };
  const range = `${dayName(window.from, timeZone)} – ${dayName(window.until - 1, timeZone)} ${new Date(clock.wall(window.until - 1)).getUTCFullYear()}`;
  const monthHref = (month: string) => href({ from: month, span: null });
  const title = window.month === null ? "30 days" : monthName(window.month);
  const label = `History of ${head.fullName || head.name}, ${range}`;
  const tableHref = href({ view: view === "table" ? null : "table" });
  return (
    <Page scope="history" title={head.name} crumbs={[{ label: "Associates", href: "/associates" }]}>
      <LiveRefresh on={["sessions", "history", "hosts"]} />
      <HistoryKeys tableHref={tableHref} />
      <AssociateHead {...head} isRetired={head.retiredAt !== null} />
      <SessionsNow
        sessions={answer.live.map((row) => sessionNow(row, ctx.actor))}
        names="host"
        now={now}
        timeZone={timeZone}
        disabledBecause={
          can(ctx.actor, "logoff.request") ? null : "Auditors read; an operator can log people off."
        }
        orderActions={orderActions}
      />
      <MonthFigures days={days} sessions={drawn} />
      <section
        className={view === "table" || view === "network" ? "hist is-wide" : "hist"}
        aria-label="History"
      >
        <div className="hist-main">
          <HistoryBar
            title={view === "hosts" ? `By host, ${title}` : title}
            range={range}
            views={[
              { label: "Days", href: href({ view: null }), isOn: view === "days" },
              { label: "Hosts", href: href({ view: "hosts" }), isOn: view === "hosts" },
              { label: "Table", href: tableHref, isOn: view === "table", hint: "T" },
              { label: "Network logons", href: href({ view: "network" }), isOn: view === "network" },
            ]}
            olderHref={window.older === null ? null : href({ from: window.older, span: null })}
            newerHref={window.newer === null ? null : href({ from: window.newer, span: null })}
            olderWord="Older"
            newerWord="Newer"
            exportHref={hrefWith(
              `${path}/export`,
              { from: firstOf(query.from) ?? "", span: firstOf(query.span) ?? "" },
              {},
            )}
            months={{
              chosen: window.month,
              latestHref: href({ from: null, span: null }),
              months: monthsSince(head.recordedSince?.getTime() ?? null, now, clock).map((month) => ({
                month,
                href: monthHref(month),
              })),
            }}
          />
          {view !== "network" && (
            <SpanBar
              span={span}
              names="host"
              sessions={history.sessions}
              timeZone={timeZone}
              clearHref={href({ span: null })}
              isDrawn={view !== "table" && history.sessions.length > 0}
            />
          )}
          {history.isCut && (
            <p className="meta">
              Only the latest {history.sessions.length} sessions of these days are drawn; the table has all.
            </p>
          )}
          {view === "days" && (
            <Actogram
              label={`${label}, one lane a day, newest first`}
              sessions={packSessions(history.sessions)}
              gaps={gaps}
              firstDay={window.firstDay}
              days={window.days}
              timeZone={timeZone}
              now={now}
              band={usual ? [usual.inMs, usual.outMs] : null}
              openId={openId}
              span={span}
              here={here}
            />
          )}
          {view === "hosts" && history.sessions.length > 0 && (
            <GroupTimeline
              label={`${label}, one lane a host`}
              sessions={packSessions(history.sessions)}
              by="host"
              from={window.from}
              until={window.until}
              timeZone={timeZone}
              now={now}
              gaps={gaps}
              laneHeight={36}
              openId={openId}
              span={span}
              here={here}
            />
          )}
          {view === "table" && answer.page && answer.page.sessions.length > 0 && (
            <SessionTable
              label={label}
              names="host"
              sessions={answer.page.sessions}
              isFirstPage={answer.page.isFirstPage}
              previous={answer.page.previous}
              next={answer.page.next}
              timeZone={timeZone}
              openId={openId}
              here={here}
            />
          )}
          {answer.network && (
            <NetworkLogons
              rows={answer.network.rows}
              isCut={answer.network.isCut}
              names="host"
              timeZone={timeZone}
            />
          )}
          {view !== "days" &&
            view !== "network" &&
            (view === "table" ? drawn : history.sessions).length === 0 && (
              <EmptyState title="No session in these days">
                {gaps.length > 0
                  ? "For part of them no log was read, so this does not mean that nobody was on."
                  : "Logs were read, and show none."}
              </EmptyState>
            )}
          <TrustNote hosts={answer.coverage.hosts} leftOut={answer.coverage.leftOut} timeZone={timeZone} />
          {(view === "days" || view === "hosts") && <TimelineKey />}
        </div>
        {(view === "days" || view === "hosts") && (
          <HistoryRail lanes={lanes} sessions={history.sessions} clock={clock} now={now} here={here} />
        )}
      </section>
      {answer.open && (
        <SessionDetails
          session={answer.open.session}
          records={answer.open.records}
          timeZone={timeZone}
          now={now}
          closeHref={hrefWith(path, here.query, {})}
        />
      )}
    </Page>
  );
}

function gapsBefore(recordedSince: number | null, from: number, until: number): Gap[] {
  const end = Math.min(until, recordedSince ?? until);
  return end > from
    ? [{ from, until: end, because: "No host had reported yet and no log of this time was imported." }]
    : [];
}

function known(query: SearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (firstOf(query[name]) ? [[name, firstOf(query[name]) ?? ""]] : [])),
  );
}
