import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import "@/app/styles/reports.css";
import { STATE_WORD } from "@/components/orders/target-words";
import { DayBars } from "@/components/reports/day-bars";
import { endingLabel, howSure } from "@/components/reports/ending-words";
import { HourMap } from "@/components/reports/hour-map";
import { LongestTable } from "@/components/reports/longest-table";
import { ReportSection } from "@/components/reports/report-section";
import { reportWindow } from "@/components/reports/report-window";
import { ShareList } from "@/components/reports/share-list";
import { Page } from "@/components/shell/page";
import { firstOf, hrefWith, type SearchParams } from "@/components/timeline/href-with";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { GroupSelect } from "@/components/ui/group-select";
import { REPORT_DAYS } from "@/lib/domain/report-tables";
import type { TargetState } from "@/lib/domain/target-state";
import { zoneClock } from "@/lib/domain/zone-clock";
import { counted } from "@/lib/format/count";
import { readReports } from "@/lib/services/read-reports";

export const metadata: Metadata = { title: "Reports" };

const PATH = "/reports";

export default async function ReportsPage({
  searchParams,
}: {
  readonly searchParams: Promise<SearchParams>;
}) {
  const ctx = await requireContext("history.read");
  const [query, { timeZone }] = await Promise.all([searchParams, readZone()]);
  const { days, ...window } = reportWindow(firstOf(query.days), ctx.now.getTime(), zoneClock(timeZone));
  const report = await readReports(ctx, { ...window, timeZone, group: query.group });
  const keep = { days: String(days), group: report.group ?? "" };
  const exportHref = (table: string) => hrefWith(`${PATH}/export`, { ...keep, table }, {});
  const sessions = report.endings.reduce((sum, ending) => sum + ending.sessions, 0);
  const targets = report.outcomes.reduce((sum, outcome) => sum + outcome.targets, 0);
  return (
    <Page scope="reports" title="Reports">
      <div className="report-bar">
        <nav className="seg" aria-label="Period">
          {REPORT_DAYS.map((n) => (
            <Link
              key={n}
              href={hrefWith(PATH, keep, { days: String(n) })}
              aria-current={n === days ? "page" : undefined}
              scroll={false}
            >
              {n} days
            </Link>
          ))}
        </nav>
        <Form action={PATH} className="row">
          <input type="hidden" name="days" value={days} />
          <GroupSelect groups={report.groups} chosen={report.group} />
          <Button type="submit">Show</Button>
        </Form>
        <span className="spring" />
        <span className="meta">
          {counted(sessions, "session")}, certain time only, days in {timeZone}, weekends lighter
        </span>
      </div>
      {sessions === 0 ? (
        <EmptyState title="No session in these days">
          Nothing was reported or imported for them, or nobody was on. A longer period may hold more.
        </EmptyState>
      ) : (
        <div className="report-grid">
          <ReportSection
            title="Day by day"
            what="the figures of each day"
            exportHref={exportHref("days")}
            shape="tall"
          >
            <DayBars
              label="Sessions begun"
              unit={["session", "sessions"]}
              bars={report.days.map(({ day, started }) => ({ day, value: started }))}
            />
            <DayBars
              label="Most on at once"
              unit={["session", "sessions"]}
              bars={report.days.map(({ day, peak }) => ({ day, value: peak }))}
            />
            <DayBars
              label="People who logged on"
              unit={["person", "people"]}
              bars={report.days.map(({ day, people }) => ({ day, value: people }))}
            />
          </ReportSection>
          <ReportSection title="Busiest hours" what="the busiest hours" exportHref={exportHref("hours")}>
            <HourMap cells={report.hours} />
          </ReportSection>
          <ReportSection title="How sessions ended" what="the endings" exportHref={exportHref("endings")}>
            <ShareList
              label="How sessions ended, and how sure that is"
              shares={report.endings.map(({ kind, confidence, sessions: value }) => ({
                key: `${kind} ${confidence}`,
                label: endingLabel(kind),
                note: howSure(confidence),
                value,
                isInferred: confidence === "interval" || confidence === "low",
              }))}
            />
          </ReportSection>
          <ReportSection
            title="Forced logoffs"
            what="the outcomes of forced logoffs"
            exportHref={targets === 0 ? null : exportHref("outcomes")}
          >
            {targets === 0 ? (
              <p className="meta">No order in these days.</p>
            ) : (
              <ShareList
                label="Outcomes of forced logoffs"
                shares={report.outcomes.map(({ state, targets: value }) => ({
                  key: state,
                  label: STATE_WORD[state as TargetState] ?? state,
                  note: "",
                  value,
                }))}
              />
            )}
          </ReportSection>
          <ReportSection
            title="Longest sessions"
            what="the longest sessions"
            exportHref={exportHref("longest")}
            shape="wide"
          >
            <LongestTable rows={report.longest} timeZone={timeZone} />
          </ReportSection>
        </div>
      )}
    </Page>
  );
}
