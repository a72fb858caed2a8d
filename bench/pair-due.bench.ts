import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { count } from "@/lib/format/count";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { pairDue } from "@/lib/services/pair-due";
import { type Database, openDatabase } from "@/lib/storage/database";
import { applyMigrations } from "../scripts/apply-migrations.mjs";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import type { Figure } from "./figure";
import { processorTime } from "./processor-time";

const HOSTS = 500;
const ROUNDS = 3;
/** Sessions that a host has had in its boot. */
const HISTORY = [10, 400];
const FROM = Date.UTC(2024, 0, 1);

/** Many hosts, of each a logon and a logoff more in the boot that runs: what their pairing costs. */
export async function* run(): AsyncGenerator<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-pair-due-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres(path.join(folder, "postgres"));
  try {
    await applyMigrations(server.url);
    const db = openDatabase(server.url, 6);
    try {
      const hostIds = await makeHosts(db);
      let there = 0;
      for (const sessions of HISTORY) {
        await tell(db, hostIds, there, sessions - there);
        await pairDue(db, { now: () => new Date() });
        await db.pool.query("VACUUM ANALYZE");
        yield await costOf(db, server.pid, hostIds, sessions);
        there = sessions + ROUNDS;
      }
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function costOf(
  db: Database,
  databasePid: number | undefined,
  hostIds: readonly number[],
  sessions: number,
): Promise<Figure> {
  const statements = countStatements(db);
  let [own, database, sent, ms] = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    await tell(db, hostIds, sessions + round, 1);
    const at = { sent: statements.sent, ms: performance.now() };
    const before = processorTime({ pid: 0, databasePid: databasePid ?? 0 });
    await pairDue(db, { now: () => new Date() });
    const after = processorTime({ pid: 0, databasePid: databasePid ?? 0 });
    ms += performance.now() - at.ms;
    sent += statements.sent - at.sent;
    own += after.sender - before.sender;
    database += after.database - before.database;
  }
  statements.stop();
  const ended = await db.prisma.session.count({ where: { endKind: "logged_off" } });
  const expected = hostIds.length * (sessions + ROUNDS);
  if (ended !== expected) throw new Error(`${ended} sessions ended by logoff, not ${expected}`);
  const hosts = hostIds.length * ROUNDS;
  const each = (seconds: number) => ((seconds * 1000) / hosts).toFixed(2);
  return {
    what: `pairing ${count(hostIds.length)} hosts, a session each, after ${count(sessions)} in the boot`,
    says: `${each(own)} ms of our processor time a host, ${each(database)} ms of the database's; ${(sent / hosts).toFixed(2)} statements; ${count(Math.round((hosts / ms) * 1000))} hosts/s`,
    values: {
      ownMs: (own * 1000) / hosts,
      databaseMs: (database * 1000) / hosts,
      statements: sent / hosts,
      ms,
    },
  };
}

function countStatements(db: Database) {
  const clients = (db.pool as unknown as { _clients: { query: unknown }[] })._clients;
  const counted = { sent: 0, stop: () => {} };
  const restore = clients.map((client) => {
    const query = client.query as (...args: unknown[]) => unknown;
    client.query = (...args: unknown[]) => {
      counted.sent++;
      return query.apply(client, args);
    };
    return () => {
      client.query = query;
    };
  });
  counted.stop = () => restore.forEach((one) => void one());
  return counted;
}

async function tell(db: Database, hostIds: readonly number[], from: number, sessions: number): Promise<void> {
  if (sessions <= 0) return;
  const events = hostIds.flatMap((hostId) =>
    Array.from({ length: sessions }, (_, n) => sessionOf(hostId, from + n)).flat(),
  );
  await ingestLogged(db, { events, importId: null, now: new Date() });
}

function sessionOf(hostId: number, n: number) {
  const at = FROM + n * 600_000;
  const who = { sid: `S-1-5-21-1-2-3-${1100 + hostId}`, userName: `person${hostId}`, domainName: "CORP" };
  const base = {
    ...EMPTY_EVENT,
    ...who,
    log: "Security" as const,
    boot: "boot",
    logonId: `0x${(0x10000 + n).toString(16)}`,
  };
  const logon: AuditEvent = { ...base, recordId: n * 2 + 1, at, eventId: 4624, logonType: 10 };
  const logoff: AuditEvent = { ...base, recordId: n * 2 + 2, at: at + 300_000, eventId: 4647 };
  return [logon, logoff].map((event) => ({ hostId, event, raw: null }));
}

async function makeHosts(db: Database): Promise<number[]> {
  const rows = await db.prisma.host.createManyAndReturn({
    data: Array.from({ length: HOSTS }, (_, i) => ({
      name: `WS-${i}`,
      platform: "windows",
      createdAt: new Date(),
    })),
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}
