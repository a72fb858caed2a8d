import type { PoolClient } from "pg";
import type { Database } from "@/lib/storage/database";
import {
  BOOTS_OF_A_HOST,
  DAYS,
  dayOfSession,
  EVENTS_PER_SESSION,
  FIRST_DAY,
  HOSTS,
  PEOPLE,
  SESSIONS_OF_THE_YEAR,
} from "./history-fleet";

const AT_ONCE = 2;

/**
 * Sessions `from` to `until`, spread over the year and their days as an office spreads them, with the audit events that they
 * would be paired of. Each month is filled bare, two at a time, and gets its indexes when it joins the table, from the table's
 * own definitions: what is asked afterwards is what the product would have.
 */
export async function addHistory(db: Database, from: number, until: number): Promise<void> {
  const months = await withClient(db, (client) => takeMonthsOut(client, from, until));
  let joined: Promise<unknown> = Promise.resolve();
  const tasks: (() => Promise<void>)[] = [
    () => withClient(db, (client) => addSessions(client, from, until)),
    ...months.map((month) => async () => {
      await withClient(db, (client) => addEvents(client, month));
      // One at a time: each takes the lock of the whole table.
      joined = joined.then(() => withClient(db, (client) => joinMonth(client, month)));
      await joined;
    }),
  ];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let task = tasks.shift(); task; task = tasks.shift()) await task();
    }),
  );
}

async function withClient<T>(db: Database, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  try {
    await client.query(
      "SET statement_timeout = 0; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'",
    );
    return await work(client);
  } finally {
    client.release();
  }
}

interface Month {
  readonly name: string;
  readonly bounds: string;
  /** The sessions that begin in it: the year goes on with their number. */
  readonly first: number;
  readonly last: number;
}

async function takeMonthsOut(client: PoolClient, from: number, until: number): Promise<Month[]> {
  const months: Month[] = [];
  for (let first = from; first < until; first = (months.at(-1)?.last ?? until) + 1) {
    const day = new Date(Date.parse(FIRST_DAY) + dayOfSession(first) * 86_400_000);
    await client.query("SELECT ensure_audit_month($1)", [day]);
    const name = `audit_event_${day.toISOString().slice(0, 7).replace("-", "")}`;
    const { rows } = await client.query<{ bounds: string }>(
      "SELECT pg_get_expr(relpartbound, oid) AS bounds FROM pg_class WHERE relname = $1",
      [name],
    );
    await client.query(`ALTER TABLE audit_event DETACH PARTITION ${name}`);
    await dropIndexes(client, name);
    months.push({ name, bounds: rows[0]?.bounds ?? "", first, last: lastOfMonth(day, first, until) });
  }
  return months;
}

function lastOfMonth(day: Date, first: number, until: number): number {
  const next = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
  const nextDay = (next - Date.parse(FIRST_DAY)) / 86_400_000;
  let [low, high] = [first, until];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (dayOfSession(middle) < nextDay) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Answers the definitions of the indexes that no constraint holds. */
async function dropIndexes(client: PoolClient, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string; held: string | null }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition, c.conname AS held
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid
     WHERE i.indrelid = $1::regclass`,
    [table],
  );
  for (const { name, held } of rows) {
    if (held === null) await client.query(`DROP INDEX ${name}`);
    // A month gets it back from its table; the sessions keep theirs, because others refer to it.
    else if (table !== "session") await client.query(`ALTER TABLE ${table} DROP CONSTRAINT "${held}"`);
  }
  return rows.filter((row) => row.held === null).map((row) => row.definition);
}

/** Others that read sessions wait meanwhile: the indexes are away for that long. */
async function addSessions(client: PoolClient, from: number, until: number): Promise<void> {
  await client.query("BEGIN");
  const definitions = await dropIndexes(client, "session");
  // What a session refers to is there by the numbers' own making; where it lies is told by the product's trigger.
  await client.query("ALTER TABLE session ENABLE ALWAYS TRIGGER session_place");
  await client.query("SET LOCAL session_replication_role = replica");
  await client.query(SESSIONS_SQL, [FIRST_DAY, from, until - 1, HOSTS, PEOPLE, DAYS]);
  await client.query("SET LOCAL session_replication_role = origin");
  await client.query("ALTER TABLE session ENABLE TRIGGER session_place");
  for (const definition of definitions) await client.query(definition);
  await client.query("COMMIT");
}

async function addEvents(client: PoolClient, { name, first, last }: Month): Promise<void> {
  await client.query(eventsSql(name), [FIRST_DAY, first, last, HOSTS, PEOPLE, DAYS]);
}

/** Whoever adds to a month by itself notes the days that are to be summed up, when there is something to see. */
async function joinMonth(client: PoolClient, { name, bounds, first, last }: Month): Promise<void> {
  await client.query(`ALTER TABLE audit_event ATTACH PARTITION ${name} ${bounds}`);
  await client.query(
    `INSERT INTO log_day_due (host_id, day) SELECT DISTINCT host, (started AT TIME ZONE 'UTC')::date FROM (${DRAWN_SQL}) AS drawn`,
    [FIRST_DAY, first, last, HOSTS, PEOPLE, DAYS],
  );
}

// Every number comes from the session's own, by multiplication with a prime: no two runs differ. A person works on few
// hosts, begins between seven and eleven on a working day, and stays for eight hours at most; the year goes on with `n`. What
// is rare comes every so many numbers that have no divisor in common with the people, so that it comes to all of them.
const DRAWN_SQL = `
  SELECT n, 1 + (n::bigint * 7919) % $5::int AS person, day,
         1 + ((n::bigint * 7919) % $5::int * 31 + (n::bigint * 104729) % 5) % $4::int AS host,
         $1::timestamptz + day * interval '1 day' + interval '7 hours' + (n::bigint * 15485863) % 14400 * interval '1 second'
           AS started, (600 + (n::bigint * 32452843) % 28200) * interval '1 second' AS lasts,
         CASE WHEN n % 1999 = 4 THEN 'open' WHEN n % 41 = 1 THEN 'crashed' WHEN n % 89 = 2 THEN 'lost'
           WHEN n % 7 = 3 THEN 'shut_down' ELSE 'logged_off' END AS kind
  FROM (SELECT n, (n::bigint * ($6::int * 5 / 7) / ${SESSIONS_OF_THE_YEAR} * 7 / 5)::int AS day
        FROM generate_series($2::int, $3::int) n) d`;

const SESSIONS_SQL = `
  INSERT INTO session (host_id, boot_id, logon_id, account_id, associate_id, logon_type, started_at, started_before,
    start_record, end_kind, end_at, end_not_before, end_not_after, end_confidence, end_because, end_records, segments)
  SELECT host, (host - 1) * ${BOOTS_OF_A_HOST} + 1 + day / 7, '0x' || to_hex(n + 65536), person, person, CASE WHEN host % 4 = 0 THEN 10 ELSE 2 END,
    CASE WHEN n % 53 > 0 THEN started END, CASE WHEN n % 53 = 0 THEN started END, n, kind,
    CASE WHEN kind IN ('logged_off', 'shut_down') THEN started + lasts END,
    started + CASE WHEN kind IN ('crashed', 'lost') THEN lasts * 0.6 ELSE lasts END,
    CASE WHEN kind <> 'open' THEN started + lasts END,
    CASE kind WHEN 'open' THEN 'open' WHEN 'crashed' THEN 'interval' WHEN 'lost' THEN 'low' WHEN 'shut_down' THEN 'high' ELSE 'exact' END,
    '4647: the user logged off',
    jsonb_build_array(jsonb_build_object('log', 'Security', 'recordId', n, 'eventId', 4647, 'at', date_part('epoch', started + lasts) * 1000)),
    jsonb_build_array(jsonb_build_object('kind', 'locked', 'from', date_part('epoch', started + lasts / 2) * 1000,
      'until', date_part('epoch', started + lasts / 2 + interval '13 minutes') * 1000))
  FROM (${DRAWN_SQL}) AS drawn`;

function eventsSql(month: string): string {
  return `
  INSERT INTO ${month} (host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id, session_id, fields,
    raw, received_at)
  SELECT host, k.log, n::bigint * ${EVENTS_PER_SESSION} + k.i, started + lasts * k.part, k.event_id, k.logon_type,
    (host - 1) * ${BOOTS_OF_A_HOST} + 1 + day / 7, person, '0x' || to_hex(n + 65536), '2',
    '{"userName":"p","domainName":"CORP","sid":"S-1-5-21-1-2-3-4"}', NULL, started + lasts
  FROM (${DRAWN_SQL}) AS drawn
  CROSS JOIN (VALUES (0, 1, 4624, 2, 0.0), (1, 1, 4672, NULL, 0.0), (2, 2, 7001, NULL, 0.0), (3, 1, 4624, 3, 0.1),
    (4, 1, 4634, 3, 0.11), (5, 1, 4800, NULL, 0.5), (6, 1, 4801, NULL, 0.53), (7, 1, 4624, 3, 0.6), (8, 1, 4634, 3, 0.61),
    (9, 1, 4647, NULL, 1.0), (10, 2, 7002, NULL, 1.0), (11, 3, 23, NULL, 1.0)) AS k(i, log, event_id, logon_type, part)`;
}
