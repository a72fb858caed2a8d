import type { Database } from "../database";

/** `sessions` live sessions of a third as many people on a fiftieth as many hosts, the same ones every time. */
export async function seedLiveSessions(db: Database, sessions: number, now: Date): Promise<void> {
  const people = Math.ceil(sessions / 3);
  const hosts = Math.ceil(sessions / 50);
  await db.pool.query(
    `INSERT INTO associate (name, full_name, "group", is_protected, created_at)
     SELECT 'p.' || n, 'Person Number' || n, (ARRAY['Helpdesk', 'Nordics', 'Second line'])[1 + n % 3], n % 97 = 0, $2
     FROM generate_series(1, $1::int) n`,
    [people, now],
  );
  await db.pool.query(
    `INSERT INTO account (key, domain, name, associate_id, created_at)
     SELECT 'S-1-5-21-1-2-3-' || n, 'CORP', 'p.' || n, CASE WHEN n % 50 > 0 THEN n END, $2
     FROM generate_series(1, $1::int) n`,
    [people, now],
  );
  await db.pool.query(
    `INSERT INTO host (name, machine_id, platform, os, "group", boot_key, reported_at, created_at)
     SELECT (CASE WHEN n % 4 = 0 THEN 'TS-' ELSE 'WS-' END) || lpad(n::text, 4, '0'), 'machine-' || n, 'windows',
       'Windows 11', (ARRAY['', 'Nordics'])[1 + n % 2], 'boot-1',
       CASE WHEN n % 40 = 0 THEN NULL ELSE $2::timestamptz - (n % 70) * interval '1 second' END, $2
     FROM generate_series(1, $1::int) n`,
    [hosts, now],
  );
  await db.pool.query(
    `INSERT INTO agent (host_id, public_key, version, enrolled_at) SELECT id, 'key-' || id, '1', $1 FROM host`,
    [now],
  );
  await db.pool.query(
    `INSERT INTO live_session (host_id, boot_key, session_id, account_id, associate_id, kind, state, line, client_name,
       client_address, logged_on_at, state_since, first_seen_at, changed_at)
     SELECT 1 + n % $2::int, 'boot-1', n::text, ac.id, ac.associate_id,
       (ARRAY['remote', 'console', 'remote', 'ssh'])[1 + n % 4],
       (ARRAY['active', 'active', 'idle', 'locked', 'disconnected'])[1 + n % 5], (n % 60)::text, 'LT-' || n, '10.0.0.1',
       $4::timestamptz - (n / 2) * interval '37 seconds',
       CASE WHEN n % 11 > 0 THEN $4::timestamptz - (n % 400) * interval '1 minute' END, $4, $4
     FROM generate_series(1, $1::int) n JOIN account ac ON ac.key = 'S-1-5-21-1-2-3-' || (1 + n % $3::int)`,
    [sessions, hosts, people, now],
  );
  await db.pool.query("ANALYZE");
}
