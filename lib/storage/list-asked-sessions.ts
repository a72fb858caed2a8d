import { parseSessionQuery } from "@/lib/domain/session-query";
import type { Tx } from "./database";
import { Prisma } from "./generated/client";
import { LIVE_FROM, Parameters, whereSql } from "./live-session-sql";

export type AskedSessions =
  | { readonly kind: "sessions"; readonly ids: readonly string[] }
  | { readonly kind: "associates"; readonly ids: readonly number[] }
  | { readonly kind: "hosts"; readonly ids: readonly number[] }
  | { readonly kind: "filter"; readonly query: string };

/** The live sessions that are meant now, at most `limit` of them. */
export async function listAskedSessions(
  tx: Tx,
  asked: AskedSessions,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<string[]> {
  switch (asked.kind) {
    case "sessions":
      return [...new Set(asked.ids)];
    case "associates":
      return idsOf(
        tx,
        Prisma.sql`coalesce(ls.associate_id, ac.associate_id) = ANY(${[...asked.ids]}::int[])`,
        limit,
      );
    case "hosts":
      return idsOf(tx, Prisma.sql`ls.host_id = ANY(${[...asked.ids]}::int[])`, limit);
    case "filter": {
      const parameters = new Parameters();
      const condition = whereSql(parseSessionQuery(asked.query), parameters, now);
      return idsOf(tx, withValues(condition, parameters.values), limit);
    }
  }
}

async function idsOf(tx: Tx, condition: Prisma.Sql, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT ls.id::text AS id FROM ${Prisma.raw(LIVE_FROM)} WHERE ${condition} ORDER BY ls.id LIMIT ${limit}::int`;
  return rows.map((row) => row.id);
}

/** The same text with its values: `$1` may stand in it more than once. */
function withValues(text: string, values: readonly unknown[]): Prisma.Sql {
  const pieces = text.split(/\$(\d+)/);
  const texts = pieces.filter((_, i) => i % 2 === 0);
  const used = pieces.filter((_, i) => i % 2 === 1).map((n) => values[Number(n) - 1]);
  return new Prisma.Sql(texts, used);
}
