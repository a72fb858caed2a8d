import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { approveOrderAction } from "@/app/_actions/approve-order";
import { cancelOrderAction } from "@/app/_actions/cancel-order";
import { retryOrderAction } from "@/app/_actions/retry-order";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { ApprovalPanel } from "@/components/orders/approval-panel";
import { CancelOrder } from "@/components/orders/cancel-order";
import { Funnel } from "@/components/orders/funnel";
import { OrderClock } from "@/components/orders/order-clock";
import { OrderHead } from "@/components/orders/order-head";
import { OrderRail } from "@/components/orders/order-rail";
import { queryHref } from "@/components/orders/query-href";
import { RetryOrder } from "@/components/orders/retry-order";
import { countOf, standingOf } from "@/components/orders/standing";
import { TargetDetail } from "@/components/orders/target-detail";
import { TargetTable } from "@/components/orders/target-table";
import { TargetTabs } from "@/components/orders/target-tabs";
import { Page } from "@/components/shell/page";
import { Icon } from "@/components/ui/icon";
import type { Actor } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import type { TargetFilter } from "@/lib/domain/target-stage";
import { clockOrDay } from "@/lib/format/clock";
import { count } from "@/lib/format/count";
import { readOrder } from "@/lib/services/read-order";
import { outOfScopeWords, type ScopeShare } from "@/lib/services/require-scope";
import "@/app/styles/orders.css";
import "@/app/styles/records.css";

interface OrderPageProps {
  readonly params: Promise<{ orderId: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  return { title: `Order ${(await params).orderId}` };
}

export default async function OrderPage({ params, searchParams }: OrderPageProps) {
  const ctx = await requireContext("order.read");
  const { orderId } = await params;
  const { f, t, after: from } = await searchParams;
  const [{ facts, filter, targets, after, next, detail, hookRuns, trail, outsideScope }, zone] =
    await Promise.all([orNotFound(readOrder(ctx, { orderId, filter: f, open: t, after: from })), readZone()]);
  const now = ctx.now.getTime();
  const shown = { now, timeZone: zone.timeZone };
  const path = `/orders/${facts.id}`;
  const filterHref = (to: TargetFilter) => queryHref(path, { f: to === "all" ? null : to });
  const rowHref = (open: string | null, start = after) =>
    queryHref(path, { f: filter === "all" ? null : filter, after: start, t: open });
  const standing = standingOf(facts.states, facts.cancelledAt !== null);
  const releasedAt = facts.releaseAt.getTime();
  const startAt = facts.startAt.getTime();
  const beginsAt = startAt > now ? clockOrDay(startAt, now, zone.timeZone) : null;
  return (
    <Page scope="records" crumbs={[{ label: "Orders", href: "/orders" }]} title={String(facts.id)}>
      <LiveRefresh on={["orders", "hooks"]} atMostEveryMs={200} />
      <div className="order">
        <div className="o-main">
          <OrderHead
            {...facts}
            standing={standing}
            beginsAt={beginsAt}
            lookHref={filterHref("look")}
            actions={
              <>
                <RetryOrder
                  orderId={facts.id}
                  verb={facts.verb}
                  failed={countOf(facts.states, ["failed", "refused", "expired"])}
                  disabledBecause={
                    can(ctx.actor, "logoff.request") ? null : "Your role reads, and does not order"
                  }
                  retryOrder={retryOrderAction}
                />
                <a className="btn" href={`${path}/print`}>
                  Print
                </a>
                <a className="btn" href={`${path}/evidence`} download={`order-${facts.id}-evidence.json`}>
                  <Icon name="download" />
                  Evidence
                  {standing.moving > 0 && <span className="quiet">so far</span>}
                </a>
              </>
            }
          />
          {facts.approval === "pending" && facts.cancelledAt === null && standing.moving > 0 && (
            <ApprovalPanel
              orderId={facts.id}
              why={facts.approvalWhy}
              disabledBecause={whyNotDecide(ctx.actor, facts.requestedBy, outsideScope)}
              approveOrder={approveOrderAction}
            />
          )}
          <OrderClock
            verb={facts.verb}
            approval={facts.approval}
            isCancelled={facts.cancelledAt !== null}
            standing={standing}
            startAt={facts.startAt}
            releaseAt={facts.releaseAt}
            settledAt={facts.settledAt?.getTime() ?? null}
            latenciesMs={facts.latenciesMs}
            {...shown}
            action={
              <CancelOrder
                orderId={facts.id}
                cancellable={standing.cancellable}
                moving={standing.moving}
                mayCancel={can(ctx.actor, "logoff.cancel")}
                cancelOrder={cancelOrderAction}
              />
            }
          />
          <Funnel {...facts} filter={filter} hrefOf={filterHref} />
          <TargetTabs standing={standing} filter={filter} hrefOf={filterHref} />
          <div className="tbl-wrap">
            <TargetTable
              targets={targets}
              askedAt={releasedAt}
              expiresAt={facts.expiresAt.getTime()}
              notYet={notYet(facts.approval, beginsAt)}
              {...shown}
              openId={detail?.id ?? null}
              detail={
                detail && <TargetDetail {...detail} isProved={isProved(targets, detail.id)} {...shown} />
              }
              hrefOf={rowHref}
            />
            {targets.length === 0 && (
              <p className="gutter none-here">
                No target here now. <Link href={path}>Show all {count(facts.targets)}</Link>
              </p>
            )}
            {(next !== null || after !== null) && (
              <nav className="more" aria-label="Pages of targets">
                {after !== null && (
                  <Link className="btn sm" href={rowHref(null, null)}>
                    First targets
                  </Link>
                )}
                {next !== null && (
                  <Link className="btn sm" href={rowHref(null, next)}>
                    Next targets
                  </Link>
                )}
              </nav>
            )}
          </div>
        </div>
        <OrderRail
          order={facts}
          hookRuns={hookRuns}
          trail={trail}
          mayReadTrail={can(ctx.actor, "trail.read")}
          {...shown}
        />
        <div className="statusbar">
          <span>
            <b>{count(targets.length)}</b> of <b>{count(facts.targets)}</b> targets shown
          </span>
          <span>
            a link to this page can be sent: <b>{path}</b>
          </span>
        </div>
      </div>
    </Page>
  );
}

function notYet(approval: string, beginsAt: string | null): string | null {
  if (approval === "pending") return "Waits for a second operator";
  return beginsAt === null ? null : `Begins at ${beginsAt}`;
}

function whyNotDecide(actor: Actor, requestedBy: Actor, share: ScopeShare): string | null {
  if (!can(actor, "order.approve")) return "Your role reads, and does not approve.";
  const isOwn =
    actor.kind === "operator" &&
    requestedBy.kind === "operator" &&
    actor.operatorId === requestedBy.operatorId;
  if (isOwn) return "You asked for it yourself: somebody else must decide.";
  return share.outside > 0 ? outOfScopeWords(share, "decide") : null;
}

function isProved(targets: readonly { id: string; evidence: unknown }[], id: string): boolean {
  return targets.some((target) => target.id === id && target.evidence !== null);
}

async function orNotFound(read: ReturnType<typeof readOrder>): ReturnType<typeof readOrder> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && error.code === "not_found") notFound();
    throw error;
  }
}
