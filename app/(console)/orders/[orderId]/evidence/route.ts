import { route } from "@/app/_edge/run-route";
import { readOrderEvidence } from "@/lib/services/read-order-evidence";

/** Everything that is known of an order, as one JSON file. */
export const GET = route("order.evidence", async (_request, ctx, { params }) => {
  const { orderId } = params;
  const pack = await readOrderEvidence(ctx, { orderId });
  return new Response(JSON.stringify(pack, null, 2), {
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="order-${pack.order.id}-evidence.json"`,
      "cache-control": "no-store",
    },
  });
});
