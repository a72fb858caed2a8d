import { z } from "zod";
import type { ChannelKind } from "@/lib/domain/alert";
import { type ListedDelivery, listDeliveries } from "@/lib/storage/alert-deliveries";
import { readAlertWays } from "./alert-ways";
import type { Context } from "./context";
import { parseInput } from "./parse-input";
import { requirePermission } from "./require-permission";

const PER_PAGE = 50;
const readAlertsInput = z.object({
  before: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .nullish()
    .catch(null),
});

export interface ListedChannel {
  readonly id: number;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly events: readonly string[];
  readonly isOn: boolean;
  readonly lastState: string | null;
  readonly lastTriedAt: Date | null;
  readonly lastAnswer: string;
}

export async function readAlerts(ctx: Context, input: unknown) {
  requirePermission(ctx.actor, "alert.read");
  const { before } = parseInput(readAlertsInput, input);
  const [channels, deliveries, ways] = await Promise.all([
    listChannels(ctx),
    listDeliveries(ctx.db, before ? BigInt(before) : null, PER_PAGE + 1),
    readAlertWays(ctx.db),
  ]);
  const shown: readonly ListedDelivery[] = deliveries.slice(0, PER_PAGE);
  return {
    channels,
    deliveries: shown,
    /** The cursor of the next page. */
    next: deliveries.length > PER_PAGE ? (shown.at(-1)?.id.toString() ?? null) : null,
    isFirstPage: !before,
    ways,
  };
}

async function listChannels({ db }: Context): Promise<ListedChannel[]> {
  const rows = await db.prisma.alertChannel.findMany({
    where: { removedAt: null },
    orderBy: { id: "asc" },
    include: { deliveries: { where: { triedAt: { not: null } }, orderBy: { id: "desc" }, take: 1 } },
  });
  return rows.map(({ deliveries: [last], ...row }) => ({
    id: row.id,
    name: row.name,
    kind: row.kind as ChannelKind,
    address: row.address,
    events: row.events,
    isOn: row.switchedOffAt === null,
    lastState: last?.state ?? null,
    lastTriedAt: last?.triedAt ?? null,
    lastAnswer: last?.answer ?? "",
  }));
}
