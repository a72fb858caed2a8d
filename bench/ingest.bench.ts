import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type AuditEvent, EMPTY_EVENT } from "@/lib/domain/audit-event";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { ingestLogged } from "@/lib/services/ingest-logged";
import { pairDue } from "@/lib/services/pair-due";
import { type Database, openDatabase } from "@/lib/storage/database";
import { applyMigrations } from "../scripts/apply-migrations.mjs";
import { startPostgres } from "../scripts/embedded-postgres.mjs";
import { type Figure, spread } from "./figure";
import { take, terminalServer } from "./terminal-server";

const DOOR_EVENTS = 96_000;
const DOOR_BATCH = 8_000;
const HOSTS = 8;
const CURVE = [0, 10_000, 30_000, 100_000];
const BOOTS = [300, 3_000];
const CURVE_BATCH = 1_000;
const CURVE_ROUNDS = 7;
const FILL_BATCH = 8_000;
const FROM = Date.UTC(2024, 0, 1);

/** Events into PostgreSQL: through the door for whole logs, and the cost of a batch as a boot grows. */
export async function* run(): AsyncGenerator<Figure> {
  yield* withDatabase(bulkDoor);
  yield* withDatabase(growth);
  yield* withDatabase(manyBoots);
}

async function* withDatabase(measure: (db: Database) => AsyncGenerator<Figure>): AsyncGenerator<Figure> {
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-ingest-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres(path.join(folder, "postgres"));
  try {
    await applyMigrations(server.url);
    const db = openDatabase(server.url, 6);
    try {
      yield* measure(db);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* bulkDoor(db: Database): AsyncGenerator<Figure> {
  const hosts = await makeHosts(db, HOSTS);
  const sources = hosts.map((_, i) => terminalServer(200, FROM, i + 1));
  const batches = Array.from({ length: DOOR_EVENTS / DOOR_BATCH }, () =>
    hosts.flatMap((hostId, i) =>
      ofHost(hostId, take(sources[i] ?? terminalServer(1, FROM), DOOR_BATCH / HOSTS)),
    ),
  );
  const startedAt = performance.now();
  for (const events of batches) {
    const { added } = await ingestLogged(db, { events, importId: null, now: new Date() });
    if (added !== events.length) throw new Error(`${added} of ${events.length} were added`);
  }
  const keptMs = performance.now() - startedAt;
  const rss = Math.round(process.memoryUsage.rss() / 1e6);
  const size = `batches of ${count(DOOR_BATCH)}, RSS ${rss} MB`;
  yield rate("bulk door, committed (aim ≥ 60,000/s)", DOOR_EVENTS, keptMs, size);
  const again = performance.now();
  const first = batches.slice(0, 4);
  for (const events of first) {
    const { duplicates } = await ingestLogged(db, { events, importId: null, now: new Date() });
    if (duplicates !== events.length) throw new Error("a batch that was sent again added events");
  }
  const againMs = performance.now() - again;
  yield rate("bulk door, sent again", first.length * DOOR_BATCH, againMs, "nothing added");
  const pairingAt = performance.now();
  const { boots } = await pairDue(db, { now: () => new Date() });
  const sessions = await db.prisma.session.count();
  const paired = `${count(boots)} boots, ${count(sessions)} sessions`;
  yield rate("pairing what came in", DOOR_EVENTS, performance.now() - pairingAt, paired);
}

/** One host, one boot: batch after batch, and what one costs with so many events there already. */
async function* growth(db: Database): AsyncGenerator<Figure> {
  const [hostId = 0] = await makeHosts(db, 1);
  const source = terminalServer(200, FROM);
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
    yield spread(`a batch of ${count(CURVE_BATCH)} kept and paired, ${count(at)} in the boot`, samples);
  }
}

/** One host that starts again and again: the whole log at once, and what the next start costs after so many. */
async function* manyBoots(db: Database): AsyncGenerator<Figure> {
  const [hostId = 0] = await makeHosts(db, 1);
  const now = () => new Date();
  let there = 0;
  for (const boots of BOOTS) {
    const startedAt = performance.now();
    const events = ofHost(hostId, startsAndLogons(there, boots - there));
    await ingestLogged(db, { events, importId: null, now: now() });
    await pairDue(db, { hostIds: [hostId], now });
    const what = `a log of ${count(boots - there)} starts, kept and paired, after ${count(there)}`;
    yield rate(what, events.length, performance.now() - startedAt, "one host");
    there = boots;
    const samples: number[] = [];
    for (let i = 0; i < CURVE_ROUNDS; i++) {
      const beganAt = performance.now();
      const next = ofHost(hostId, startsAndLogons(there++, 1));
      await ingestLogged(db, { events: next, importId: null, now: now() });
      await pairDue(db, { hostIds: [hostId], now });
      samples.push(performance.now() - beganAt);
    }
    yield spread(`the next start of that host, kept and paired, ${count(boots)} before`, samples);
  }
  const sessions = await db.prisma.session.count({ where: { endKind: "logged_off" } });
  if (sessions !== there) throw new Error(`${sessions} sessions ended by logoff, not ${there}`);
}

/** A start each hour, with one person on each time. */
function startsAndLogons(from: number, boots: number): AuditEvent[] {
  return Array.from({ length: boots }, (_, n) => {
    const boot = from + n;
    const at = FROM + boot * 3_600_000;
    const base = { ...EMPTY_EVENT, log: "Security" as const };
    const logonId = `0x${(0x10000 + boot).toString(16)}`;
    const person = { sid: "S-1-5-21-1-2-3-1100", userName: "a.user", domainName: "CORP", logonId };
    const record = boot * 4 + 1;
    return [
      { ...base, recordId: record, at, eventId: 4608 },
      { ...base, ...person, recordId: record + 1, at: at + 60_000, eventId: 4624, logonType: 2 },
      { ...base, ...person, recordId: record + 2, at: at + 120_000, eventId: 4647 },
      { ...base, recordId: record + 3, at: at + 180_000, eventId: 1100 },
    ];
  }).flat();
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
