import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requireContext } from "@/app/_edge/require-context";
import { PrintedOrder } from "@/components/orders/printed-order";
import { DomainError } from "@/lib/domain/errors";
import { readOrderEvidence } from "@/lib/services/read-order-evidence";
import "@/app/styles/printed-order.css";

interface PrintPageProps {
  readonly params: Promise<{ orderId: string }>;
}

export async function generateMetadata({ params }: PrintPageProps): Promise<Metadata> {
  return { title: `Order ${(await params).orderId}, evidence` };
}

/** The evidence of an order as it goes on paper: all of it, in UTC, for somebody who does not sign in to Curfew. */
export default async function OrderPrintPage({ params }: PrintPageProps) {
  const ctx = await requireContext("order.read");
  const { orderId } = await params;
  const pack = await readOrderEvidence(ctx, { orderId }).catch((error: unknown) => {
    if (error instanceof DomainError && (error.code === "not_found" || error.code === "invalid_input"))
      notFound();
    throw error;
  });
  return (
    <main className="printed">
      <p className="no-print">
        <Link className="link" href={`/orders/${pack.order.id}`}>
          Back to order {pack.order.id}
        </Link>
      </p>
      <PrintedOrder pack={pack} />
    </main>
  );
}
