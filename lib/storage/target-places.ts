import type { Place } from "@/lib/domain/scope";
import type { Tx } from "./database";

export interface TargetPlace extends Place {
  readonly orderId: number;
  readonly targets: number;
}

/** Where the targets of these orders are, host by host and group by group. */
export async function listTargetPlaces(tx: Tx, orderIds: readonly number[]): Promise<TargetPlace[]> {
  return tx.$queryRaw<TargetPlace[]>`
    SELECT target.order_id AS "orderId", host.name AS "hostName", COALESCE(associate."group", '') AS "group",
      count(*)::int AS targets
    FROM logoff_target target
    JOIN host ON host.id = target.host_id
    LEFT JOIN associate ON associate.id = target.associate_id
    WHERE target.order_id = ANY(${[...orderIds]}::int[])
    GROUP BY target.order_id, host.name, associate."group"`;
}

/** The same of live sessions that are not targets yet. */
export async function listSessionPlaces(tx: Tx, liveSessionIds: readonly string[]): Promise<Place[]> {
  return tx.$queryRaw<Place[]>`
    SELECT DISTINCT host.name AS "hostName", COALESCE(associate."group", '') AS "group"
    FROM live_session live
    JOIN host ON host.id = live.host_id
    JOIN account ON account.id = live.account_id
    LEFT JOIN associate ON associate.id = COALESCE(live.associate_id, account.associate_id)
    WHERE live.id = ANY(${[...liveSessionIds]}::text[]::bigint[])`;
}
