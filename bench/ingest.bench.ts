import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { pairDue } from "@/lib/services/pair-due";
import { type Database, openDatabase } from "@/lib/storage/database";
import { applyMigrations } from "../scripts/apply-migrations.mjs";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { agentDoor } from "./agent-door";
import type { Figure } from "./figure";
import { take, terminalServer } from "./terminal-server";

const DOOR_EVENTS = 400_000;
const DOOR_BATCH = 8_000;
const HOSTS = 8;
const CURVE = [0, 10_000, 30_000, 100_000, 300_000, 1_000_000];
const CURVE_BATCH = 1_000;
const CURVE_ROUNDS = 9;
const FILL_BATCH = 8_000;
const FROM = Date.UTC(2024, 0, 1);

/** Events into PostgreSQL: through the door for whole logs, through the agents', and the cost of a batch as a boot grows. */
export async function run(): Promise<Figure[]> {
  return [...(await withDatabase(bulkDoor)), ...(await withDatabase(growth)), ...(await agentDoor())];
}

async function withDatabase<T>(measure: (db: Database) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-ingest-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres(path.join(folder, "postgres"));
  try {
    await applyMigrations(server.url);
    const db = openDatabase(server.url, 6);
    try {
      return await measure(db);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bulkDoor(db: Database): Promise<Figure[]> {
  const hosts = await makeHosts(db, HOSTS);
  const sources = hosts.map((_, i) => terminalServer(200, FROM, i + 1));
  const batches = Array.from({ length: DOOR_EVENTS / DOOR_BATCH }, () =>
    hosts.flatMap((hostId, i) =>
      ofHost(hostId, take(sources[i] ?? terminalServer(1, FROM), DOOR_BATCH / HOSTS)),
    ),
  );
  const startedAt = performance.now();
  const queue = [...batches];
  const worker = async () => {
    for (let events = queue.shift(); events; events = queue.shift()) {
      const { added } = await ingestLogged(db, { events, importId: null, now: new Date() });
      if (added !== events.length) throw new Error(`${added} of ${events.length} were added`);
    }
  };
  await worker();
  const keptMs = performance.now() - startedAt;
  const { boots } = await pairDue(db, { now: () => new Date() });
  const pairedMs = performance.now() - startedAt;
  const again = performance.now();
  const first = batches.slice(0, 10);
  for (const events of first) {
    const { duplicates } = await ingestLogged(db, { events, importId: null, now: new Date() });
    if (duplicates !== events.length) throw new Error("a batch that was sent again added events");
  }
  const againMs = performance.now() - again;
  const sessions = await db.prisma.session.count();
  const rss = Math.round(process.memoryUsage.rss() / 1e6);
  return [
    rate(
      "bulk door, committed (aim ≥ 60,000/s)",
      DOOR_EVENTS,
      keptMs,
      `batches of ${count(DOOR_BATCH)}, RSS ${rss} MB`,
    ),
    rate(
      "bulk door, committed and paired",
      DOOR_EVENTS,
      pairedMs,
      `${count(boots)} boots, ${count(sessions)} sessions`,
    ),
    rate("bulk door, sent again", first.length * DOOR_BATCH, againMs, "nothing added"),
  ];
}

/** One host, one boot: batch after batch, and what one costs with so many events there already. */
async function growth(db: Database): Promise<Figure[]> {
  const [hostId = 0] = await makeHosts(db, 1);
  const source = terminalServer(200, FROM);
  const figures: Figure[] = [];
  let there = 0;
  const add = async (size: number, pair: boolean) => {
    await ingestLogged(db, { events: ofHost(hostId, take(source, size)), importId: null, now: new Date() });
    there += size;
    if (pair) await pairDue(db, { hostIds: [hostId], now: () => new Date() });
  };
  for (const size of CURVE) {
    while (there < size) await add(Math.min(FILL_BATCH, size - there), there % (5 * FILL_BATCH) === 0);
    await pairDue(db, { hostIds: [hostId], now: () => new Date() });
    const at = there;
    const samples: number[] = [];
    for (let i = 0; i < CURVE_ROUNDS; i++) {
      const startedAt = performance.now();
      await add(CURVE_BATCH, true);
      samples.push(performance.now() - startedAt);
    }
    samples.sort((a, b) => a - b);
    const [p50 = 0, max = 0] = [samples[Math.floor(samples.length / 2)], samples.at(-1)];
    figures.push({
      what: `a batch of ${count(CURVE_BATCH)} kept and paired, ${count(at)} in the boot`,
      says: `p50 ${took(p50)}, max ${took(max)} (n ${samples.length})`,
      values: { p50, max, there: at },
    });
  }
  return figures;
}

function ofHost(hostId: number, events: readonly AuditEvent[]) {
  return events.map((event) => ({ hostId, event, raw: null }));
}

async function makeHosts(db: Database, many: number): Promise<number[]> {
  const rows = await db.prisma.host.createManyAndReturn({
    data: Array.from({ length: many }, (_, i) => ({
      name: `TS-${i}`,
      platform: "windows",
      createdAt: new Date(),
    })),
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

function rate(what: string, events: number, ms: number, more: string): Figure {
  const perSecond = Math.round((events / ms) * 1000);
  const says = `${count(perSecond)} events/s, ${count(events)} in ${took(ms)}; ${more}`;
  return { what, says, values: { perSecond, events, ms } };
}
