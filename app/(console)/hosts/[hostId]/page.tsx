import { createHash } from "node:crypto";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { orderActions } from "@/app/_actions/order-actions";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { sessionNow } from "@/app/(console)/associates/session-now";
import "@/app/styles/timeline.css";
import "@/app/styles/hosts.css";
import "@/app/styles/history.css";
import { SessionsNow } from "@/components/associates/sessions-now";
import { NetworkLogons } from "@/components/history/network-logons";
import { TrustNote } from "@/components/history/trust-note";
import { AlarmNote } from "@/components/hosts/alarm-note";
import { AuditCoverage } from "@/components/hosts/audit-coverage";
import { CoverageBar } from "@/components/hosts/coverage-bar";
import { coverageGaps } from "@/components/hosts/coverage-gaps";
import { HostHealth } from "@/components/hosts/host-health";
import { hostGaps, hostMarks } from "@/components/hosts/host-marks";
import { LiveCounts } from "@/components/hosts/live-counts";
import { LogFacts } from "@/components/hosts/log-facts";
import { WhoWasOn } from "@/components/hosts/who-was-on";
import { LiveRefresh } from "@/components/live/live-refresh";
import { Page } from "@/components/shell/page";
import { GroupTimeline } from "@/components/timeline/group-timeline";
import { HistoryBar } from "@/components/timeline/history-bar";
import { HistoryKeys } from "@/components/timeline/history-keys";
import { dayWindow, parseMoment, wallText } from "@/components/timeline/history-window";
import { firstOf, hrefWith, type SearchParams } from "@/components/timeline/href-with";
import { TimelineKey } from "@/components/timeline/key";
import { packSessions } from "@/components/timeline/packed-sessions";
import { SessionDetails } from "@/components/timeline/session-details";
import { SessionTable } from "@/components/timeline/session-table";
import { parseSpan } from "@/components/timeline/span";
import { SpanBar, sessionsWithin } from "@/components/timeline/span-bar";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { touching } from "@/lib/domain/coverage";
import { can } from "@/lib/domain/permission";
import { zoneClock } from "@/lib/domain/zone-clock";
import { clockOrDay, dayName } from "@/lib/format/clock";
import { counted, visibleText } from "@/lib/format/count";
import { blindStretch } from "@/lib/services/read-coverage";
import { readHost } from "@/lib/services/read-host";

interface HostPageProps {
  readonly params: Promise<{ readonly hostId: string }>;
  readonly searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return { title: `Host ${(await params).hostId.slice(0, 10)}` };
}

export default async function HostPage({ params, searchParams }: HostPageProps) {
  const ctx = await requireContext("host.read");
  const [{ hostId }, query, { timeZone }] = await Promise.all([params, searchParams, readZone()]);
  const now = ctx.now.getTime();
  const clock = zoneClock(timeZone);
  const at = parseMoment(firstOf(query.at), now, clock);
  const window = dayWindow(firstOf(query.day), at, now, clock);
  const span = parseSpan(firstOf(query.span), window);
  const isTable = firstOf(query.view) === "table";
  const isNetwork = firstOf(query.view) === "network";
  const answer = await readHost(ctx, {
    hostId,
    session: query.session,
    after: query.after,
    before: query.before,
    span: span && { from: new Date(span.from), until: new Date(span.until) },
    isTable,
    isNetwork,
    from: new Date(window.from),
    until: new Date(window.until),
    at: at === null ? null : new Date(at),
  });
  if (!answer) notFound();
  const { host, history, who, coverage } = answer;
  const path = `/hosts/${host.id}`;
  const keep = {
    view: isTable ? "table" : isNetwork ? "network" : "",
    day: window.day ?? "",
    at: firstOf(query.at) ?? "",
    span: firstOf(query.span) ?? "",
  };
  const here = {
    path,
    query: { ...keep, after: firstOf(query.after) ?? "", before: firstOf(query.before) ?? "" },
  };
  const href = (changes: Record<string, string | null>) => hrefWith(path, keep, changes);
  const range =
    window.day === null
      ? `${clockOrDay(window.from, now, timeZone)} – now`
      : `${dayName(window.from, timeZone)} ${window.day.slice(0, 4)}`;
  const label = `History of ${host.name}, ${range}`;
  const gaps = [...hostGaps(host, window, now, timeZone), ...coverageGaps(coverage, window, now, timeZone)];
  const drawn = sessionsWithin(history.sessions, span);
  const openId = answer.open?.session.id ?? null;
  const tableHref = href({ view: isTable ? null : "table" });
  const people = new Set(history.sessions.map((session) => session.associateId ?? session.accountName)).size;
  return (
    <Page scope="history" title={host.name} crumbs={[{ label: "Hosts", href: "/hosts" }]}>
      <LiveRefresh on={["sessions", "history", "hosts"]} hostId={host.id} />
      <HistoryKeys tableHref={tableHref} />
      <header className="who">
        <div>
          <h2 className="who-name mono">
            {visibleText(host.name)}{" "}
            {host.isSimulated && <Badge title="Exists only in the demo fleet">demo</Badge>}
          </h2>
          <div className="who-sub">
            {[visibleText(host.os) || host.platform, visibleText(host.group)].filter(Boolean).join(" · ")}
          </div>
        </div>
      </header>
      <AlarmNote
        alarm={host.revokedAt === null ? host.alarm : null}
        at={host.alarmAt}
        now={now}
        timeZone={timeZone}
        href={can(ctx.actor, "enrolment.read") ? `/enrolment?q=${encodeURIComponent(host.name)}` : null}
      />
      <HostHealth
        host={host}
        fingerprint={host.publicKey === null ? null : fingerprint(host.publicKey)}
        now={now}
        timeZone={timeZone}
      />
      <LiveCounts states={answer.live.map((row) => row.state)} total={host.liveSessions} />
      <SessionsNow
        sessions={answer.live.map((row) => sessionNow(row, ctx.actor))}
        names="associate"
        reportedAt={host.reportedAt?.getTime() ?? null}
        isShort
        now={now}
        timeZone={timeZone}
        disabledBecause={
          can(ctx.actor, "logoff.request") ? null : "Auditors read; an operator can log people off."
        }
        orderActions={orderActions}
      />
      <section className="hostgrid" aria-label="History">
        <div className="hist-main">
          <HistoryBar
            title={window.day === null ? "24 hours" : "One day"}
            range={`${range} · ${counted(people, "person", "people")}, ${counted(history.sessions.length, "session")}${history.isCut ? ", the latest drawn" : ""}`}
            views={[
              { label: "Lanes", href: href({ view: null }), isOn: !isTable && !isNetwork },
              { label: "Table", href: tableHref, isOn: isTable, hint: "T" },
              { label: "Network logons", href: href({ view: "network" }), isOn: isNetwork },
            ]}
            olderHref={href({ day: window.before, at: null, span: null })}
            newerHref={window.after === null ? null : href({ day: window.after, at: null, span: null })}
            olderWord="Day before"
            newerWord={window.after === "" ? "Last 24 hours" : "Day after"}
            exportHref={hrefWith(`${path}/export`, { day: keep.day, at: keep.at, span: keep.span }, {})}
          />
          {!isNetwork && (
            <SpanBar
              span={span}
              names="person"
              sessions={history.sessions}
              timeZone={timeZone}
              clearHref={href({ span: null })}
              isDrawn={!isTable && history.sessions.length > 0}
            />
          )}
          {answer.network ? (
            <NetworkLogons
              rows={answer.network.rows}
              isCut={answer.network.isCut}
              names="person"
              timeZone={timeZone}
            />
          ) : (isTable ? drawn : history.sessions).length === 0 ? (
            <EmptyState title="No session in this time">
              {gaps.length > 0
                ? "For part of it no log was read, so this does not mean that nobody was on."
                : "Logs were read, and show none."}
            </EmptyState>
          ) : isTable && answer.page ? (
            <SessionTable
              label={label}
              names="person"
              sessions={answer.page.sessions}
              isFirstPage={answer.page.isFirstPage}
              previous={answer.page.previous}
              next={answer.page.next}
              timeZone={timeZone}
              openId={openId}
              here={here}
            />
          ) : (
            <GroupTimeline
              label={`${label}, one lane a person`}
              sessions={packSessions(history.sessions)}
              by="person"
              from={window.from}
              until={window.until}
              timeZone={timeZone}
              now={now}
              gaps={gaps}
              marks={hostMarks(answer.boots, timeZone)}
              at={at !== null && at >= window.from && at <= window.until ? at : null}
              laneHeight={20}
              openId={openId}
              span={span}
              here={here}
            />
          )}
          {coverage && (
            <>
              <CoverageBar
                logs={coverage.facts.logs}
                stretches={coverage.stretches}
                from={window.from}
                until={window.until}
                now={now}
                timeZone={timeZone}
              />
              <TrustNote
                hosts={[
                  {
                    hostId: host.id,
                    hostName: host.name,
                    inWindow: touching(coverage.stretches, window.from, Math.min(window.until, now)),
                  },
                ]}
                leftOut={0}
                timeZone={timeZone}
                isOneHost
              />
            </>
          )}
          {!isTable && !isNetwork && <TimelineKey hasMarks />}
        </div>
        <aside className="rail" aria-label="Who was on, and how far the log can be trusted">
          <WhoWasOn
            at={at}
            wall={wallText(at ?? now, clock)}
            certain={who?.certain ?? []}
            possible={who?.possible ?? []}
            isCut={who?.isCut ?? false}
            isBlind={
              at !== null &&
              (host.recordedSince === null ||
                at < host.recordedSince.getTime() ||
                (coverage !== null && blindStretch(coverage, at) !== null))
            }
            now={now}
            timeZone={timeZone}
            here={{ path, query: { view: keep.view } }}
          />
          <AuditCoverage platform={host.platform} policy={host.auditPolicy} />
          {coverage && (
            <LogFacts
              logs={coverage.facts.logs}
              stretches={coverage.stretches}
              wholeSince={coverage.wholeSince}
              now={now}
              timeZone={timeZone}
            />
          )}
        </aside>
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

/** SHA-256 of the raw key, in fours: short enough to compare by voice. */
function fingerprint(publicKey: string): string {
  const hash = createHash("sha256").update(Buffer.from(publicKey, "base64url")).digest("base64url");
  return (hash.match(/.{1,4}/g) ?? []).join(" ");
}
