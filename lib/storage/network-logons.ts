import type { Database } from "./database";

export interface NetworkLogonDayRow {
  readonly hostId: number;
  readonly accountId: number;
  readonly accountName: string;
  readonly associateId: number | null;
  /** `2026-03-01`, UTC. */
  readonly day: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  /** Sorted, at most 32. */
  readonly addresses: readonly string[];
}

export interface NetworkLogonQuery {
  /** Exactly one of the two decides whose they are. */
  readonly of: { readonly hostId: number } | { readonly associateId: number };
  readonly from: Date;
  readonly until: Date;
  readonly limit: number;
}

/** Newest day first, the busiest account of a day first. Machine accounts and services are among them. */
export async function listNetworkLogons(
  db: Database,
  { of, from, until, limit }: NetworkLogonQuery,
): Promise<NetworkLogonDayRow[]> {
  const hostId = "hostId" in of ? of.hostId : null;
  const associateId = "associateId" in of ? of.associateId : null;
  return db.prisma.$queryRaw<NetworkLogonDayRow[]>`
    SELECT host_id AS "hostId", account_id AS "accountId", associate_id AS "associateId",
      CASE WHEN account.domain = '' THEN account.name ELSE account.domain || '\\' || account.name END AS "accountName",
      to_char(day, 'YYYY-MM-DD') AS day, count,
      extract(epoch FROM first_at)::float8 * 1000 AS "firstAt", extract(epoch FROM last_at)::float8 * 1000 AS "lastAt",
      addresses
    FROM network_logon_day JOIN account ON account.id = account_id
    WHERE (${hostId}::int IS NULL OR host_id = ${hostId}::int)
      AND (${associateId}::int IS NULL OR account.associate_id = ${associateId}::int)
      AND day BETWEEN ${from}::date AND ${until}::date
    ORDER BY day DESC, count DESC, account_id, host_id LIMIT ${limit}::int`;
}
