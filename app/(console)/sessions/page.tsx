import type { Metadata } from "next";
import { cookies } from "next/headers";
import { deleteViewAction } from "@/app/_actions/delete-view";
import { orderActions } from "@/app/_actions/order-actions";
import { saveViewAction } from "@/app/_actions/save-view";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ColumnsMenu } from "@/components/sessions/columns-menu";
import { GroupTable } from "@/components/sessions/group-table";
import { NobodyOn, NoHosts, NoMatch } from "@/components/sessions/no-sessions";
import type { OrderActions } from "@/components/sessions/order-asking";
import { QueryBar } from "@/components/sessions/query-bar";
import { SessionCounters } from "@/components/sessions/session-counters";
import { GoneDrawer, SessionDrawer } from "@/components/sessions/session-drawer";
import { type SessionsPlace, sessionsHref } from "@/components/sessions/sessions-address";
import { SessionsFrame } from "@/components/sessions/sessions-frame";
import { SessionsTable } from "@/components/sessions/sessions-table";
import { ViewsBar } from "@/components/sessions/views-bar";
import { Page } from "@/components/shell/page";
import { toTuple } from "@/lib/domain/live-row";
import { can } from "@/lib/domain/permission";
import { MAX_QUERY_LENGTH } from "@/lib/domain/session-query";
import { count } from "@/lib/format/count";
import { type LiveSessionsRead, readLiveSessions } from "@/lib/services/read-live-sessions";
import { readViews } from "@/lib/services/read-views";
import "@/app/styles/sessions.css";

export const metadata: Metadata = { title: "Sessions" };

interface SessionsPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SessionsPage({ searchParams }: SessionsPageProps) {
  const ctx = await requireContext("session.read");
  const place = placeOf(await searchParams);
  const [found, views, zone] = await Promise.all([readLiveSessions(ctx, place), readViews(ctx), readZone()]);
  const { counts, open } = found;
  const cookie = await cookies();
  const kept = {
    columns: cookie.get("curfew-columns")?.value ?? "",
    density: cookie.get("curfew-density")?.value ?? "",
  };
  const { timeZone } = zone;
  const now = ctx.now.getTime();
  const operatorId = ctx.actor.kind === "operator" ? ctx.actor.operatorId : null;
  const logoffRefusal = can(ctx.actor, "logoff.request") ? null : "Your role reads, and does not log off";
  const closeHref = sessionsHref({ ...place, s: "" });
  const common = { now, timeZone, operatorId, logoffRefusal, orderActions };
  return (
    <Page title="Sessions">
      <SessionsFrame kept={kept}>
        <div className="list">
          <ViewsBar
            place={place}
            saved={views}
            fleetSessions={counts.fleetSessions}
            counts={counts}
            mayShare={can(ctx.actor, "view.share")}
            saveView={saveViewAction}
            deleteView={deleteViewAction}
          />
          <SessionCounters
            place={place}
            query={found.query}
            byState={counts.byState}
            ghosts={found.ghosts}
            staleHosts={counts.staleHosts}
            enrolledHosts={counts.enrolledHosts}
            hasAny={counts.enrolledHosts > 0 || counts.fleetSessions > 0}
          />
          <QueryBar place={place}>
            {counts.sessions > 0 && <ColumnsMenu hasColumns={found.view.by === "sessions"} />}
          </QueryBar>
          <SessionsView
            found={found}
            place={place}
            canEnrol={can(ctx.actor, "enrolment.write")}
            canImport={can(ctx.actor, "import.write")}
            {...common}
          />
        </div>
        {open.kind === "open" && <SessionDrawer facts={open.facts} closeHref={closeHref} {...common} />}
        {open.kind === "gone" && <GoneDrawer closeHref={closeHref} />}
      </SessionsFrame>
    </Page>
  );
}

interface SessionsViewProps {
  readonly found: LiveSessionsRead;
  readonly place: SessionsPlace;
  readonly canEnrol: boolean;
  readonly canImport: boolean;
  readonly now: number;
  readonly timeZone: string;
  readonly operatorId: number | null;
  readonly logoffRefusal: string | null;
  readonly orderActions: OrderActions;
}

function SessionsView({ found, place, canEnrol, canImport, ...common }: SessionsViewProps) {
  const { counts, view } = found;
  if (counts.sessions === 0) {
    return (
      <>
        <LiveRefresh on={["sessions", "hosts"]} />
        <div className="work">
          <Nothing found={found} place={place} canEnrol={canEnrol} canImport={canImport} />
        </div>
        <div className="statusbar">
          <span>
            <b>0</b> of {count(counts.fleetSessions)} live sessions
          </span>
        </div>
      </>
    );
  }
  if (view.by !== "sessions") {
    const total = view.by === "associates" ? counts.associates : counts.hosts;
    return (
      <>
        <LiveRefresh on={["sessions"]} atMostEveryMs={2_000} />
        <GroupTable
          place={place}
          by={view.by}
          groups={view.groups}
          total={total}
          now={common.now}
          timeZone={common.timeZone}
        />
      </>
    );
  }
  return (
    <>
      {/* The rows change by themselves; counters and drawer follow. */}
      <LiveRefresh on={["sessions"]} atMostEveryMs={4_000} />
      <SessionsTable
        key={`${place.q}\n${place.sort}`}
        place={place}
        tuples={view.rows.map(toTuple)}
        next={view.next}
        before={view.before}
        total={counts.sessions}
        fleetSessions={counts.fleetSessions}
        {...common}
      />
    </>
  );
}

interface NothingProps {
  readonly found: LiveSessionsRead;
  readonly place: SessionsPlace;
  readonly canEnrol: boolean;
  readonly canImport: boolean;
}

function Nothing({ found, place, canEnrol, canImport }: NothingProps) {
  const { counts, query, withoutEach } = found;
  const freshHosts = counts.enrolledHosts - counts.staleHosts;
  if (counts.fleetSessions === 0) {
    return counts.enrolledHosts === 0 ? (
      <NoHosts canEnrol={canEnrol} canImport={canImport} />
    ) : (
      <NobodyOn freshHosts={freshHosts} />
    );
  }
  return (
    <NoMatch
      place={place}
      query={query}
      withoutEach={withoutEach}
      freshHosts={freshHosts}
      staleHosts={counts.staleHosts}
    />
  );
}

/** Every value of an address may be missing, doubled or nonsense; the form without script sends `q` twice. */
function placeOf(params: Record<string, string | string[] | undefined>): SessionsPlace {
  const text = (name: string) => [params[name] ?? ""].flat().join(" ");
  return {
    // One character more than is read, so that the page still says that the rest was not.
    q: text("q")
      .trim()
      .slice(0, MAX_QUERY_LENGTH + 1),
    sort: text("sort"),
    by: text("by"),
    after: text("after"),
    s: text("s"),
  };
}
