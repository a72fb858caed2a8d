import type { Tx } from "./database";
import type { Prisma } from "./generated/client";
import { incarnation, type LiveRow } from "./write-live-sessions";

/** A host whose row nobody else holds: from here on it is the caller's, until the transaction ends. */
export interface FreeHost {
  readonly id: number;
  readonly machineId: string | null;
  readonly name: string;
  readonly os: string;
  readonly bootKey: string | null;
  readonly reportedAt: Date | null;
  /** A boot of it is known, from a report or from a log. */
  readonly hasBoots: boolean;
  /** An order waits for a session of it to leave. */
  readonly hasWaiting: boolean;
}

/** Locks those of these hosts that are free; one that is busy must not hold up the others. */
export async function lockFreeHosts(
  tx: Tx,
  hostIds: readonly number[],
  waitingStates: readonly string[],
): Promise<Map<number, FreeHost>> {
  // What is read beside the lock may be older than the lock: so the locks first.
  const free = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM host WHERE id = ANY(${[...hostIds]}::int[]) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED`;
  const ids = free.map(({ id }) => id);
  const rows = await tx.$queryRaw<FreeHost[]>`
    SELECT id, machine_id AS "machineId", name, os, boot_key AS "bootKey", reported_at AS "reportedAt",
      EXISTS (SELECT FROM boot WHERE boot.host_id = host.id) AS "hasBoots",
      EXISTS (
        SELECT FROM logoff_target target WHERE target.host_id = host.id AND target.state = ANY(${[...waitingStates]}::text[])
      ) AS "hasWaiting"
    FROM host WHERE id = ANY(${ids}::int[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

export interface ListOfHost {
  readonly hostId: number;
  readonly now: Date;
  readonly rows: readonly LiveRow[];
}

/** Makes the live sessions of each host be exactly these, touching only what differs. Answers the hosts where something did. */
export async function writeLists(tx: Tx, lists: readonly ListOfHost[]): Promise<number[]> {
  const hostIds = lists.map(({ hostId }) => hostId);
  const given = lists.flatMap(({ hostId, now, rows }) =>
    [...new Map(rows.map((row) => [incarnation(row), row])).values()].map((row) => ({ hostId, now, ...row })),
  );
  const changed = await tx.$queryRaw<{ hostId: number }[]>`
    WITH given AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(given)}::json) AS r("hostId" int, now timestamptz(3),
        "bootKey" text, "sessionId" text, "loggedOnAt" timestamptz(3), "logonId" text, "accountId" int,
        "associateId" int, kind text, state text, line text, "clientName" text, "clientAddress" text,
        "stateSince" timestamptz(3))
    ), departed AS (
      DELETE FROM live_session live WHERE live.host_id = ANY(${hostIds}::int[]) AND NOT EXISTS (
        SELECT FROM given WHERE given."hostId" = live.host_id AND given."bootKey" = live.boot_key
          AND given."sessionId" = live.session_id AND given."loggedOnAt" = live.logged_on_at)
      RETURNING live.host_id
    ), written AS (
      INSERT INTO live_session AS live (host_id, boot_key, session_id, logged_on_at, logon_id, account_id, associate_id,
        kind, state, line, client_name, client_address, state_since, first_seen_at, changed_at)
      SELECT "hostId", "bootKey", "sessionId", "loggedOnAt", "logonId", "accountId", "associateId",
        kind, state, line, "clientName", "clientAddress", "stateSince", now, now FROM given
      ORDER BY "hostId", "sessionId"
      ON CONFLICT (host_id, boot_key, session_id, logged_on_at) DO UPDATE SET logon_id = EXCLUDED.logon_id,
        account_id = EXCLUDED.account_id, associate_id = EXCLUDED.associate_id, kind = EXCLUDED.kind,
        state = EXCLUDED.state, line = EXCLUDED.line, client_name = EXCLUDED.client_name,
        client_address = EXCLUDED.client_address, state_since = EXCLUDED.state_since, changed_at = EXCLUDED.changed_at
      WHERE (live.logon_id, live.account_id, live.associate_id, live.kind, live.state, live.line, live.client_name,
          live.client_address, live.state_since)
        IS DISTINCT FROM (EXCLUDED.logon_id, EXCLUDED.account_id, EXCLUDED.associate_id, EXCLUDED.kind, EXCLUDED.state,
          EXCLUDED.line, EXCLUDED.client_name, EXCLUDED.client_address, EXCLUDED.state_since)
      RETURNING live.host_id
    )
    SELECT host_id AS "hostId" FROM departed UNION SELECT host_id FROM written`;
  return changed.map(({ hostId }) => hostId);
}

export interface HostFacts {
  readonly hostId: number;
  readonly agentId: number;
  readonly name: string;
  readonly platform: string;
  readonly os: string;
  readonly isSimulated: boolean;
  readonly clockSkewMs: number;
  readonly bootKey: string;
  readonly bootStartedAt: Date;
  readonly agentVersion: string;
  readonly health: Prisma.InputJsonObject;
  readonly now: Date;
}

/** What hosts tell about themselves beside a whole list, and their first boot where none is known. */
export async function writeHostFacts(
  tx: Tx,
  facts: readonly HostFacts[],
  firstBoots: ReadonlySet<number>,
): Promise<void> {
  if (facts.length === 0) return;
  await tx.$executeRaw`
    WITH given AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(facts)}::json) AS r("hostId" int, "agentId" int, name text,
        platform text, os text, "isSimulated" bool, "clockSkewMs" int, "bootKey" text, "bootStartedAt" timestamptz(3),
        "agentVersion" text, health jsonb, now timestamptz(3))
    ), told AS (
      UPDATE host SET name = given.name, platform = given.platform, os = given.os, is_simulated = given."isSimulated",
        clock_skew_ms = given."clockSkewMs", boot_key = given."bootKey", reported_at = given.now, relist_asked_at = NULL
      FROM given WHERE host.id = given."hostId"
    ), booted AS (
      INSERT INTO boot (host_id, key, started_at)
      SELECT "hostId", "bootKey", "bootStartedAt" FROM given WHERE "hostId" = ANY(${[...firstBoots]}::int[])
      ON CONFLICT (host_id, key) DO NOTHING
    )
    UPDATE agent SET last_seen_at = given.now, version = given."agentVersion", health = given.health
    FROM given WHERE agent.id = given."agentId"`;
}
