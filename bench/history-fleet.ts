import { setTimeout } from "node:timers/promises";
import type { Database } from "@/lib/storage/database";
import { sumUpLogDays } from "@/lib/storage/log-days";

export const HOSTS = 200;
export const PEOPLE = 2_000;
export const DAYS = 365;
/** A session of a person leaves so many records: its own, its locks and reconnects, and the noise around it. */
export const EVENTS_PER_SESSION = 12;
const FIRST_DAY = "2025-11-15T00:00:00Z";
const SESSIONS_AT_ONCE = 25_000;
const SESSIONS_OF_THE_YEAR = Math.ceil(10_000_000 / EVENTS_PER_SESSION) + 1;

/** The day of the year on which a session begins. */
export function dayOfSession(n: number): number {
  return Math.floor((Math.floor((n * Math.floor((DAYS * 5) / 7)) / SESSIONS_OF_THE_YEAR) * 7) / 5);
}

export async function seedFleet(db: Database): Promise<void> {
  await db.pool.query(
    `INSERT INTO host (name, platform, "group", created_at)
     SELECT (CASE WHEN n % 4 = 0 THEN 'TS-' ELSE 'WS-' END) || lpad(n::text, 4, '0'), 'windows',
       (ARRAY['Office', 'Nordics', 'Lab'])[1 + n % 3], $2 FROM generate_series(1, $1::int) n`,
    [HOSTS, FIRST_DAY],
  );
  await db.pool.query(
    `INSERT INTO associate (name, full_name, "group", created_at)
     SELECT 'p.' || n, 'Person Number' || n, (ARRAY['Helpdesk', 'Nordics', 'Second line'])[1 + n % 3], $2
     FROM generate_series(1, $1::int) n`,
    [PEOPLE, FIRST_DAY],
  );
  await db.pool.query(
    `INSERT INTO account (key, domain, name, associate_id, created_at)
     SELECT 'S-1-5-21-1-2-3-' || n, 'CORP', 'p.' || n, n, $2 FROM generate_series(1, $1::int) n`,
    [PEOPLE, FIRST_DAY],
  );
  // A boot a week.
  await db.pool.query(
    `INSERT INTO boot (host_id, key, started_at)
     SELECT h, 'boot-' || w, $2::timestamptz + w * interval '7 days' + (h % 60) * interval '1 minute'
     FROM generate_series(1, $1::int) h, generate_series(0, $3::int) w`,
    [HOSTS, FIRST_DAY, Math.ceil(DAYS / 7)],
  );
  for (let day = 0; day <= DAYS + 31; day += 28) {
    await db.pool.query("SELECT ensure_audit_month($1::timestamptz + $2 * interval '1 day')", [
      FIRST_DAY,
      day,
    ]);
  }
}

/**
 * Sessions `from` to `until` of `of`, spread over the year and their days as an office spreads them, with the audit events
 * that they would be paired of. Written by the server out of numbers alone, so that filling does not take the bench's time.
 */
export async function addHistory(db: Database, from: number, until: number): Promise<void> {
  for (let first = from; first < until; first += SESSIONS_AT_ONCE) {
    const last = Math.min(until, first + SESSIONS_AT_ONCE) - 1;
    await db.pool.query(SESSIONS_SQL, [FIRST_DAY, first, last, HOSTS, PEOPLE, DAYS]);
    await db.pool.query(EVENTS_SQL, [FIRST_DAY, first, last, HOSTS, PEOPLE, DAYS]);
  }
}

/** As the gateway does in the background; answers how long it took. */
export async function settle(db: Database): Promise<number> {
  const startedAt = performance.now();
  // The product's own gateway sums up too, and only one of the two at a time.
  for (;;) {
    const { rows } = await db.pool.query<{ left: boolean }>(
      "SELECT EXISTS (SELECT FROM log_day_due) AS left",
    );
    if (rows[0]?.left === false) break;
    if ((await sumUpLogDays(db, 2_000)) === 0) await setTimeout(200);
  }
  const took = performance.now() - startedAt;
  await db.pool.query("VACUUM (ANALYZE) session");
  await db.pool.query("ANALYZE");
  return took;
}

// Every number comes from the session's own, by multiplication with a prime: no two runs differ. A person works on few
// hosts, begins between seven and eleven on a working day, and stays for eight hours at most; the year goes on with `n`.
const DRAWN_SQL = `
  SELECT n, 1 + (n::bigint * 7919) % $5::int AS person, day,
         1 + ((n::bigint * 7919) % $5::int * 31 + (n::bigint * 104729) % 5) % $4::int AS host,
         $1::timestamptz + day * interval '1 day' + interval '7 hours' + (n::bigint * 15485863) % 14400 * interval '1 second'
           AS started, (600 + (n::bigint * 32452843) % 28200) * interval '1 second' AS lasts,
         CASE WHEN n % 2000 = 4 THEN 'open' WHEN n % 40 = 1 THEN 'crashed' WHEN n % 90 = 2 THEN 'lost'
           WHEN n % 7 = 3 THEN 'shut_down' ELSE 'logged_off' END AS kind
  FROM (SELECT n, (n::bigint * ($6::int * 5 / 7) / ${SESSIONS_OF_THE_YEAR} * 7 / 5)::int AS day
        FROM generate_series($2::int, $3::int) n) d`;

const SESSIONS_SQL = `
  INSERT INTO session (host_id, boot_id, logon_id, account_id, associate_id, logon_type, started_at, started_before,
    start_record, end_kind, end_at, end_not_before, end_not_after, end_confidence, end_because, end_records, segments)
  SELECT host, 1 + (host - 1) * 54 + day / 7, '0x' || to_hex(n + 65536), person, person, CASE WHEN host % 4 = 0 THEN 10 ELSE 2 END,
    CASE WHEN n % 50 > 0 THEN started END, CASE WHEN n % 50 = 0 THEN started END, n, kind,
    CASE WHEN kind IN ('logged_off', 'shut_down') THEN started + lasts END,
    started + CASE WHEN kind IN ('crashed', 'lost') THEN lasts * 0.6 ELSE lasts END,
    CASE WHEN kind <> 'open' THEN started + lasts END,
    CASE kind WHEN 'open' THEN 'open' WHEN 'crashed' THEN 'interval' WHEN 'lost' THEN 'low' WHEN 'shut_down' THEN 'high' ELSE 'exact' END,
    '4647: the user logged off',
    jsonb_build_array(jsonb_build_object('log', 'Security', 'recordId', n, 'eventId', 4647, 'at', date_part('epoch', started + lasts) * 1000)),
    jsonb_build_array(jsonb_build_object('kind', 'locked', 'from', date_part('epoch', started + lasts / 2) * 1000,
      'until', date_part('epoch', started + lasts / 2 + interval '13 minutes') * 1000))
  FROM (${DRAWN_SQL}) AS drawn`;

const EVENTS_SQL = `
  INSERT INTO audit_event (host_id, log, record_id, at, event_id, logon_type, boot_id, account_id, logon_id, session_id, fields, raw,
    received_at)
  SELECT host, k.log, n::bigint * 12 + k.i, started + lasts * k.part, k.event_id, k.logon_type, 1 + (host - 1) * 54 + day / 7,
    person, '0x' || to_hex(n + 65536), '2', '{"userName":"p","domainName":"CORP","sid":"S-1-5-21-1-2-3-4"}', NULL, started + lasts
  FROM (${DRAWN_SQL}) AS drawn
  CROSS JOIN (VALUES (0, 1, 4624, 2, 0.0), (1, 1, 4672, NULL, 0.0), (2, 2, 7001, NULL, 0.0), (3, 1, 4624, 3, 0.1),
    (4, 1, 4634, 3, 0.11), (5, 1, 4800, NULL, 0.5), (6, 1, 4801, NULL, 0.53), (7, 1, 4624, 3, 0.6), (8, 1, 4634, 3, 0.61),
    (9, 1, 4647, NULL, 1.0), (10, 2, 7002, NULL, 1.0), (11, 3, 23, NULL, 1.0)) AS k(i, log, event_id, logon_type, part)`;
