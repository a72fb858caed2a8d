import type { Metadata } from "next";
import Link from "next/link";
import { readZone } from "@/app/_edge/read-zone";
import { requireContext } from "@/app/_edge/require-context";
import { LiveRefresh } from "@/components/live/live-refresh";
import { OrderFilter } from "@/components/orders/order-filter";
import { OrderTable } from "@/components/orders/order-table";
import { queryHref } from "@/components/orders/query-href";
import { Page } from "@/components/shell/page";
import { EmptyState } from "@/components/ui/empty-state";
import { can } from "@/lib/domain/permission";
import { count } from "@/lib/format/count";
import { readOrders } from "@/lib/services/read-orders";
import "@/app/styles/records.css";

export const metadata: Metadata = { title: "Orders" };

interface OrdersPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OrdersPage({ searchParams }: OrdersPageProps) {
  const ctx = await requireContext("order.read");
  const [{ filter, orders, operators, approvalAbove, next }, zone] = await Promise.all([
    readOrders(ctx, await searchParams),
    readZone(),
  ]);
  const { view, by, q, before } = filter;
  const kept = { view: view === "all" ? null : view, by, q };
  const isFiltered = view !== "all" || by !== "" || q !== "";
  return (
    <Page scope="records" title="Orders">
      <LiveRefresh on={["orders"]} />
      <div className="listing">
        <OrderFilter view={view} by={by} q={q} operators={operators} />
        <div className="tbl-wrap">
          {orders.length > 0 && (
            <OrderTable orders={orders} now={ctx.now.getTime()} timeZone={zone.timeZone} />
          )}
          {orders.length === 0 && (
            <EmptyState
              title={isFiltered ? "No order matches" : "No order yet"}
              actions={
                <Link className="btn" href={isFiltered ? "/orders" : "/sessions"}>
                  {isFiltered ? "Show all orders" : "Go to sessions"}
                </Link>
              }
            >
              {isFiltered
                ? "Nothing was asked for that fits this filter."
                : "Select sessions and press Log off: every request to end a session is kept here, with what became of it."}
            </EmptyState>
          )}
        </div>
        <div className="statusbar">
          <span>newest first</span>
          <span>
            a second operator approves above <b>{count(approvalAbove)}</b> targets, and protected associates{" "}
            {can(ctx.actor, "order.settings") && <Link href="/settings/orders">Change the limit</Link>}
          </span>
          <span className="spring" />
          {before !== null && <Link href={queryHref("/orders", kept)}>Newest</Link>}
          {next !== null && <Link href={queryHref("/orders", { ...kept, before: next })}>Older orders</Link>}
        </div>
      </div>
    </Page>
  );
}
