import type { PlaceMatch } from "@/lib/domain/place-match";
import type { Database } from "./database";
import { likeOf } from "./live-session-sql";

const MOST = 5;

export async function matchOrder(db: Database, id: number): Promise<PlaceMatch[]> {
  const order = await db.prisma.logoffOrder.findUnique({ where: { id }, select: { reason: true } });
  if (!order) return [];
  return [{ kind: "order", href: `/orders/${id}`, label: `Order ${id}`, about: order.reason.slice(0, 60) }];
}

export async function matchSession(db: Database, id: string): Promise<PlaceMatch[]> {
  const { rows } = await db.pool.query<{ who: string; host: string }>(
    `SELECT coalesce(a.name, ac.name) AS who, h.name AS host FROM live_session ls
     JOIN host h ON h.id = ls.host_id JOIN account ac ON ac.id = ls.account_id
     LEFT JOIN associate a ON a.id = ls.associate_id WHERE ls.id = $1::bigint`,
    [id],
  );
  return rows.map(({ who, host }) => ({
    kind: "session",
    href: `/sessions?s=${id}`,
    label: `${who} on ${host}`,
    about: `session ${id}`,
  }));
}

export async function matchHosts(db: Database, text: string): Promise<PlaceMatch[]> {
  const like = likeOf(text);
  const { rows } = await db.pool.query<{ id: number; name: string; sessions: number }>(
    `SELECT h.id, h.name, (SELECT count(*)::int FROM live_session ls WHERE ls.host_id = h.id) AS sessions
     FROM host h WHERE h.name ILIKE $1 OR h.machine_id = lower($2)
     ORDER BY lower(h.name) = lower($2) DESC, h.name ILIKE $3 DESC, lower(h.name) LIMIT $4`,
    [`%${like}%`, text, `${like}%`, MOST],
  );
  return rows.map(({ id, name, sessions }) => ({
    kind: "host",
    href: `/hosts/${id}`,
    label: name,
    about: sessions === 0 ? "nobody on" : `${sessions} on`,
  }));
}

/** By handle, full name, account (`CORP\a.novak`), SID or number. */
export async function matchAssociates(db: Database, text: string): Promise<PlaceMatch[]> {
  const like = likeOf(text);
  const { rows } = await db.pool.query<{
    id: number;
    name: string;
    full_name: string;
    account: string | null;
  }>(
    `SELECT a.id, a.name, a.full_name, own.account FROM associate a
     LEFT JOIN LATERAL (
       SELECT CASE WHEN lower(ac.key) = lower($2) THEN ac.key
                   WHEN ac.domain = '' THEN ac.name ELSE ac.domain || '\\' || ac.name END AS account
       FROM account ac WHERE ac.associate_id = a.id
         AND (lower(ac.key) = lower($2) OR ac.name ILIKE $3 OR ac.domain || '\\' || ac.name ILIKE $3)
       ORDER BY lower(ac.key) = lower($2) DESC LIMIT 1) own ON true
     WHERE a.name ILIKE $1 OR a.full_name ILIKE $1 OR own.account IS NOT NULL OR a.id::text = $2
     ORDER BY lower(a.name) = lower($2) DESC, own.account IS NOT NULL DESC, a.name ILIKE $3 DESC, lower(a.name) LIMIT $4`,
    [`%${like}%`, text, `${like}%`, MOST],
  );
  return rows.map(({ id, name, full_name, account }) => ({
    kind: "associate",
    href: `/associates/${id}`,
    label: full_name === "" ? name : `${full_name} · ${name}`,
    about: account ?? `associate ${id}`,
  }));
}
