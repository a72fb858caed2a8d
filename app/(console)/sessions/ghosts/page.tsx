import type { Metadata } from "next";
import Link from "next/link";
import { reconcileHostAction } from "@/app/_actions/reconcile-host";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { GhostTable } from "@/components/sessions/ghost-table";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { count } from "@/lib/format/count";
import { readGhosts } from "@/lib/services/read-ghosts";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Ghosts" };

export default async function GhostsPage() {
  const ctx = await requireContext("session.read");
  const [{ ghosts, isCut }, zone] = await Promise.all([readGhosts(ctx), readZone()]);
  return (
    <Page scope="records" crumbs={[{ label: "Sessions", href: "/sessions" }]} title="Ghosts">
      <LiveRefresh on={["sessions", "hosts"]} atMostEveryMs={2_000} />
      <div className="listing">
        <p className="rec-bar said">
          For over a minute, what a host lists and what its log says have disagreed. Neither is believed.
        </p>
        <div className="tbl-wrap">
          {ghosts.length > 0 ? (
            <GhostTable
              ghosts={ghosts}
              now={ctx.now.getTime()}
              timeZone={zone.timeZone}
              refusal={can(ctx.actor, "host.reconcile") ? null : "Your role reads, and does not reconcile"}
              reconcileHost={reconcileHostAction}
            />
          ) : (
            <EmptyState
              title="No ghosts"
              actions={
                <Link className="btn" href="/sessions">
                  Go to sessions
                </Link>
              }
            >
              What the hosts list and what their logs say agree. Where they differ for over a minute, it is
              shown here.
            </EmptyState>
          )}
        </div>
        <div className="statusbar">
          <span>
            <b>{count(ghosts.length)}</b> {isCut ? "of many" : "in all"}
          </span>
          <span>only evidence closes a session: Reconcile asks both witnesses again</span>
        </div>
      </div>
    </Page>
  );
}
