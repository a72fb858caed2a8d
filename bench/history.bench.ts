import { signIn } from "@/e2e/fixtures/sign-in";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { historyCursorText } from "@/lib/services/page-cursor";
import { type Database, openDatabase } from "@/lib/storage/database";
import { whoWasOn } from "@/lib/storage/who-was-on";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { type Figure, spread } from "./figure";
import { addHistory } from "./history-fill";
import { dayOfSession, EVENTS_PER_SESSION, HOSTS, PEOPLE, seedFleet, settle } from "./history-fleet";
import { processorMsBetween, productProcessorTimes } from "./product-processor";

const SIZES = [1_000_000, 3_000_000, 10_000_000];
const REQUESTS = 80;
const WARM_UP = 10;
const LEAST_REQUESTS = 20;
const FIGURE_MS = 8_000;
const FIRST_DAY = Date.parse("2025-11-15T00:00:00Z");
const DAY = 86_400_000;
/** A size that would not be filled before this is left out, and said so. */
const FILL_UNTIL_MS = 10 * 60_000;

/** What a year of 200 hosts and 2,000 people costs to ask, from one to ten million audit events. */
export async function* run(): AsyncGenerator<Figure> {
  const begun = performance.now();
  const product = await startScratchProduct({ port: 3334, name: "bench-history" });
  const db = openDatabase(product.databaseUrl, 4);
  try {
    await db.pool.query("SET statement_timeout = 0");
    await seedFleet(db);
    const cookie = `curfew=${await signIn(db, "auditor")}`;
    const ask: Ask = { db, get: (path) => fetch(product.webUrl + path, { headers: { cookie } }) };
    let [filled, fillMs] = [0, 0];
    for (const size of SIZES) {
      const sessions = Math.round(size / EVENTS_PER_SESSION);
      const expected = filled === 0 ? 0 : (fillMs / filled) * (sessions - filled);
      if (performance.now() - begun + expected > FILL_UNTIL_MS) {
        const says = "left out: filling would take too long here";
        yield { what: `${words(size)} events`, says, values: {} };
        break;
      }
      const startedAt = performance.now();
      await addHistory(db, filled, sessions);
      const tookMs = performance.now() - startedAt;
      const settledMs = await settle(db);
      yield filling(size, (sessions - filled) * EVENTS_PER_SESSION, tookMs, settledMs);
      fillMs += tookMs + settledMs;
      filled = sessions;
      yield* measure(ask, size, sessions);
    }
  } finally {
    await db.close();
    await product.stop();
  }
}

interface Ask {
  readonly db: Database;
  readonly get: (path: string) => Promise<Response>;
}

function filling(size: number, events: number, fillMs: number, settledMs: number): Figure {
  return {
    what: `${words(size)}: filling`,
    says: `${count(events)} events in ${took(fillMs)}, indexes included; the days summed up ${took(settledMs)} later`,
    values: { events, fillMs, settledMs },
  };
}

async function* measure(ask: Ask, size: number, sessions: number): AsyncGenerator<Figure> {
  const { db } = ask;
  const name = words(size);
  const { rows } = await db.pool.query<{ bytes: string; events: string }>(
    `SELECT pg_database_size(current_database())::text AS bytes, (SELECT sum(events) FROM host_log)::text AS events`,
  );
  if (Number(rows[0]?.events) !== sessions * EVENTS_PER_SESSION) throw new Error("the sums do not add up");
  yield spread(
    `${name}: who was on a host at T (aim p95 ≤ 20 ms)`,
    await timed((n) =>
      whoWasOn(db, {
        hostId: 1 + ((n * 37) % HOSTS),
        at: workingHour(n, sessions),
        query: null,
        limit: 2_000,
      }),
    ),
  );
  let people = 0;
  const everywhere = await timed(async (n) => {
    const found = await whoWasOn(db, { hostId: null, at: workingHour(n, sessions), query: null, limit: 100 });
    people = Math.max(people, found.certainPeople + found.possiblePeople);
  });
  yield spread(`${name}: who was on everywhere at T, up to ${people} people (aim p95 ≤ 20 ms)`, everywhere);
  const deep = await cursorAt(db, 50_000);
  const pages: readonly (readonly [what: string, path: (n: number) => string])[] = [
    ["an associate's page (aim p95 ≤ 50 ms)", (n) => associatePage(n, sessions)],
    ["a host's page at T", (n) => hostPage(n, sessions)],
    ["History, first page", () => "/history"],
    ["History, page 1,000", () => `/history?after=${deep}`],
    ["History, one person", (n) => `/history?q=associate:${1 + ((n * 37) % PEOPLE)}`],
    [
      "History, who was on everywhere at T",
      (n) => `/history?at=${workingHour(n, sessions).toISOString().slice(0, 16)}Z`,
    ],
    ["the trail, for what any page costs", () => "/trail"],
  ];
  for (const [what, path] of pages) yield await pageFigure(ask, `${name}: ${what}`, path);
  const bytes = Number(rows[0]?.bytes);
  const says = `${(bytes / 1e9).toFixed(2)} GB with ${count(sessions)} sessions`;
  yield { what: `${name}: on disk`, says, values: { bytes, sessions } };
}

/** From the request to its last byte, and what it takes of the processors: on a busy machine the time says little. */
async function pageFigure(ask: Ask, what: string, path: (n: number) => string): Promise<Figure> {
  const before = productProcessorTimes();
  const samples = await timed((n) => getWhole(ask, path(n)));
  const figure = spread(what, samples);
  const after = productProcessorTimes();
  if (before === null || after === null) return figure;
  const processorMs = processorMsBetween(before, after) / (samples.length + WARM_UP);
  const says = `${figure.says}; ${took(processorMs)} of processor time a request, database and gateway included`;
  return { what, says, values: { ...figure.values, processorMs } };
}

/** On a busy machine fewer are asked, so that the whole curve is printed in the time it has. */
async function timed(ask: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  const begun = performance.now();
  for (let n = -WARM_UP; n < REQUESTS; n++) {
    const startedAt = performance.now();
    await ask(n + WARM_UP);
    if (n >= 0) samples.push(performance.now() - startedAt);
    if (samples.length >= LEAST_REQUESTS && performance.now() - begun > FIGURE_MS) break;
  }
  return samples;
}

async function getWhole({ get }: Ask, path: string): Promise<void> {
  const answer = await get(path);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 200)}`);
}

/** Between nine and three, on a working day that has history. */
function workingHour(n: number, sessions: number): Date {
  const day = dayOfSession((n * 104_729) % sessions);
  return new Date(FIRST_DAY + day * DAY + (9 + ((n * 13) % 6)) * 3_600_000 + ((n * 7) % 60) * 60_000);
}

/** Thirty days that have history. */
function associatePage(n: number, sessions: number): string {
  const last = dayOfSession(sessions - 1);
  const from = new Date(FIRST_DAY + ((n * 53) % Math.max(1, last - 30)) * DAY).toISOString().slice(0, 10);
  return `/associates/${1 + ((n * 37) % PEOPLE)}?from=${from}`;
}

function hostPage(n: number, sessions: number): string {
  return `/hosts/${1 + ((n * 37) % HOSTS)}?at=${workingHour(n, sessions).toISOString().slice(0, 16)}Z`;
}

async function cursorAt(db: Database, offset: number): Promise<string> {
  const { rows } = await db.pool.query<{ begunMicros: string; id: string }>(
    `SELECT (extract(epoch FROM begun_at) * 1000000)::bigint::text AS "begunMicros", id::text AS id
     FROM session ORDER BY begun_at DESC, id DESC OFFSET $1 LIMIT 1`,
    [offset],
  );
  return rows[0] ? historyCursorText(rows[0]) : "";
}

function words(size: number): string {
  return `${size / 1_000_000} M`;
}
