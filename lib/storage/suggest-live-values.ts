import type { ChipValue } from "@/lib/domain/chip-suggestions";
import type { Database } from "./database";
import { likeOf } from "./live-session-sql";

/** Hosts on which somebody is, or which are enrolled; what begins with the text comes before what holds it. */
export async function suggestHosts(db: Database, text: string, most: number): Promise<ChipValue[]> {
  return read(
    db,
    `SELECT h.name AS value, h."group" AS about, (SELECT count(*)::int FROM live_session ls WHERE ls.host_id = h.id) AS sessions
     FROM host h WHERE h.name ILIKE $1
     ORDER BY h.name ILIKE $2 DESC, sessions DESC, lower(h.name) LIMIT $3`,
    text,
    most,
  );
}

/** Groups of hosts and of associates: a chip looks at both. */
export async function suggestGroups(db: Database, text: string, most: number): Promise<ChipValue[]> {
  return read(
    db,
    `SELECT value, '' AS about, sum(sessions)::int AS sessions FROM (
       SELECT h."group" AS value, count(ls.id) AS sessions
         FROM host h LEFT JOIN live_session ls ON ls.host_id = h.id WHERE h."group" ILIKE $1 GROUP BY 1
       UNION ALL
       SELECT a."group", count(ls.id)
         FROM associate a LEFT JOIN live_session ls ON ls.associate_id = a.id WHERE a."group" ILIKE $1 GROUP BY 1
     ) groups WHERE value <> '' GROUP BY value
     ORDER BY value ILIKE $2 DESC, sessions DESC, value LIMIT $3`,
    text,
    most,
  );
}

/** A chip names an associate by number; people are found by handle or full name. */
export async function suggestAssociates(db: Database, text: string, most: number): Promise<ChipValue[]> {
  return read(
    db,
    `SELECT a.id::text AS value, CASE WHEN a.full_name = '' THEN a.name ELSE a.name || ', ' || a.full_name END AS about,
       (SELECT count(*)::int FROM live_session ls WHERE ls.associate_id = a.id) AS sessions
     FROM (SELECT * FROM associate WHERE name ILIKE $1 OR full_name ILIKE $1 OR id::text = trim($1, '%')
           ORDER BY name ILIKE $2 DESC, lower(name) LIMIT 200) a
     ORDER BY a.name ILIKE $2 DESC, sessions DESC, lower(a.name) LIMIT $3`,
    text,
    most,
  );
}

async function read(db: Database, sql: string, text: string, most: number): Promise<ChipValue[]> {
  const like = likeOf(text);
  const { rows } = await db.pool.query<ChipValue>(sql, [`%${like}%`, `${like}%`, most]);
  return rows;
}
