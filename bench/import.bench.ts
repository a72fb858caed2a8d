import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CONSOLE_PAGES } from "@/components/shell/pages";
import { sendFile } from "@/e2e/fixtures/send-file";
import { signIn } from "@/e2e/fixtures/sign-in";
import type { ImportCounts, ImportStatus } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { commitImport } from "@/lib/services/commit-import";
import { startImport } from "@/lib/services/start-import";
import { type Database, openDatabase } from "@/lib/storage/database";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { DAYS_PER_BOOT, PEOPLE_PER_DAY, writeBusyServer } from "./busy-server";
import { commandOnLog } from "./command-memory";
import type { Figure } from "./figure";
import { megabytes, residentNow, watchMemory } from "./resident-memory";

const MEGABYTE = 1_000_000;
const FILE_BYTES = Number(process.env.CURFEW_BENCH_IMPORT_MB ?? 1_074) * MEGABYTE;
const PATIENCE_MS = 15 * 60_000;

/** A gigabyte through the real route: sent piece by piece, read, paired, committed. The database's own memory is not counted. */
export async function* run(): AsyncGenerator<Figure> {
  const product = await startScratchProduct({ port: 3324, name: "bench-import" });
  const folder = await mkdtemp(path.join(tmpdir(), "curfew-bench-import-"));
  try {
    const file = path.join(folder, "Security.evtx");
    const week = await writeBusyServer(file, FILE_BYTES);
    const { size } = await stat(file);
    const db = openDatabase(product.databaseUrl, 3);
    const cookie = `curfew=${await signIn(db, "administrator", "bench.import")}`;
    const operator = await db.prisma.operator.findUniqueOrThrow({ where: { name: "bench.import" } });
    const actor = {
      kind: "operator",
      operatorId: operator.id,
      name: operator.name,
      role: "administrator",
    } as const;
    const ctx = () => ({ actor, now: new Date(), db });
    const { importId, fileIds } = await startImport(ctx(), {
      files: [{ name: "Security.evtx", bytes: size }],
    });
    const { web: started } = residentNow();
    await openPages(product.webUrl, importId, cookie);
    const memory = watchMemory();
    const status = statusReader(product.webUrl, importId, cookie);
    const of = (ms: number, n: number) => Math.round(n / (ms / 1000));

    const sendMs = await timed(() => sendFile(product.webUrl, importId, fileIds[0] ?? 0, file, cookie));
    const long = size / MEGABYTE;
    yield {
      what: `import, sent over HTTP in pieces of 4 MiB (${Math.round(long)} MB)`,
      says: `${count(of(sendMs, long))} MB/s, ${took(sendMs)}; ${memory.says()}`,
      values: { megabytesPerSecond: of(sendMs, long), ms: sendMs, ...memory.take() },
    };

    const readMs = await timed(() => until(status, ({ files }) => files[0]?.state === "read"));
    const read = (await status()).files[0]?.readEvents ?? 0;
    yield {
      what: "import, hashed and read through",
      says: `${count(of(readMs, long))} MB/s, ${count(of(readMs, read))} events/s, ${took(readMs)}; ${count(read)} events kept; ${memory.says()}`,
      values: {
        megabytesPerSecond: of(readMs, long),
        eventsPerSecond: of(readMs, read),
        ms: readMs,
        ...memory.take(),
      },
    };

    const previewMs = await timed(() => until(status, ({ isPreviewed }) => isPreviewed));
    yield {
      what: "import, all of it paired for the preview",
      says: `${count(of(previewMs, read))} events/s, ${took(previewMs)}; ${memory.says()}`,
      values: { eventsPerSecond: of(previewMs, read), ms: previewMs, ...memory.take() },
    };

    await commitImport(ctx(), { importId });
    let writtenMs = 0;
    const commitMs = await timed(async () => {
      writtenMs = await timed(() =>
        until(status, ({ doneEvents, state }) => state !== "committing" || doneEvents >= read),
      );
      await until(status, ({ state }) => state !== "committing");
    });
    const { sessions, boots } = await requireWhole(db, importId, read);
    if (read < boots * week.kept) throw new Error(`${read} events were kept of ${boots} weeks.`);
    await db.close();
    yield {
      what: "import, committed and paired",
      says: `${count(of(commitMs, read))} events/s, ${took(commitMs)} (written at ${count(of(writtenMs, read))} events/s); ${count(sessions)} sessions in ${count(boots)} boots; ${memory.says()}`,
      values: {
        eventsPerSecond: of(commitMs, read),
        writtenPerSecond: of(writtenMs, read),
        ms: commitMs,
        sessions,
        boots,
        ...memory.take(),
      },
    };

    const peak = memory.stop();
    yield {
      what: "import, peak RSS of web and its worker together (aim ≤ 400 MB)",
      says: `${megabytes(peak.together)} MB, ${megabytes(peak.together - peak.before)} MB more than at rest; web ${megabytes(peak.web)} (just started ${megabytes(started)}, each page drawn ${megabytes(peak.before)}), worker ${megabytes(peak.worker)} (just begun ${megabytes(peak.workerBegun)})`,
      values: { ...peak, started, added: peak.together - peak.before },
    };
    const { databaseUrl } = product;
    yield await commandOnLog("curfew sessions", ["sessions", "--json", file], { databaseUrl, size });
    const asAnother = ["import", file, "--host", "TS-ANOTHER"];
    yield await commandOnLog("curfew import, as another host's log", asAnother, { databaseUrl, size });
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A figure of an import that failed, or left something out, says nothing. */
async function requireWhole(db: Database, importId: number, read: number) {
  const { state, problem, counts, preview } = await db.prisma.import.findUniqueOrThrow({
    where: { id: importId },
  });
  if (state !== "committed") throw new Error(`The import is ${state}: ${problem}`);
  const { added } = counts as unknown as ImportCounts;
  if (read === 0 || added !== read) throw new Error(`Of ${read} events ${added} are in the history.`);
  const [left, boots, sessions] = await Promise.all([
    db.prisma.pairDue.count(),
    db.prisma.boot.count(),
    db.prisma.session.count(),
  ]);
  if (left > 0) throw new Error(`${left} boots were left unpaired.`);
  const expected = boots * DAYS_PER_BOOT * PEOPLE_PER_DAY;
  if (sessions !== expected) throw new Error(`${sessions} sessions were paired, not ${expected}.`);
  const previewed = (preview as { sessions?: number } | null)?.sessions;
  if (previewed !== expected) throw new Error(`${previewed} sessions were in the preview, not ${expected}.`);
  return { sessions, boots };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** A server that people work with has drawn each of its pages once. */
async function openPages(webUrl: string, importId: number, cookie: string): Promise<void> {
  for (const page of [...CONSOLE_PAGES.map(({ href }) => href), `/imports/${importId}`]) {
    const answer = await fetch(webUrl + page, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${page}: ${answer.status}`);
    await answer.arrayBuffer();
  }
}

function statusReader(webUrl: string, importId: number, cookie: string): () => Promise<ImportStatus> {
  return async () => {
    const answer = await fetch(`${webUrl}/imports/${importId}/status`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`status: ${answer.status}`);
    return (await answer.json()) as ImportStatus;
  };
}

async function until(
  status: () => Promise<ImportStatus>,
  isReached: (now: ImportStatus) => boolean,
): Promise<void> {
  const endAt = Date.now() + PATIENCE_MS;
  while (!isReached(await status())) {
    if (Date.now() > endAt) throw new Error("The import did not come to its end in a quarter of an hour.");
    await sleep(100);
  }
}
