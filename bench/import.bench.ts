import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signIn } from "@/e2e/fixtures/sign-in";
import { CHUNK_BYTES, type ImportCounts, type ImportStatus } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { commitImport } from "@/lib/services/commit-import";
import { startImport } from "@/lib/services/start-import";
import { type Database, openDatabase } from "@/lib/storage/database";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { DAYS_PER_BOOT, PEOPLE_PER_DAY, writeBusyServer } from "./busy-server";
import type { Figure } from "./figure";

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
    const memory = watchMemory();
    const status = statusReader(product.webUrl, importId, cookie);
    const of = (ms: number, n: number) => Math.round(n / (ms / 1000));

    const sendMs = await timed(() => send(product.webUrl, importId, fileIds[0] ?? 0, file, cookie));
    const megabytes = size / MEGABYTE;
    yield {
      what: `import, sent over HTTP in pieces of 4 MiB (${Math.round(megabytes)} MB)`,
      says: `${count(of(sendMs, megabytes))} MB/s, ${took(sendMs)}; ${memory.says()}`,
      values: { megabytesPerSecond: of(sendMs, megabytes), ms: sendMs, ...memory.take() },
    };

    const readMs = await timed(() => until(status, ({ files }) => files[0]?.state === "read"));
    const read = (await status()).files[0]?.readEvents ?? 0;
    yield {
      what: "import, hashed and read through",
      says: `${count(of(readMs, megabytes))} MB/s, ${count(of(readMs, read))} events/s, ${took(readMs)}; ${count(read)} events kept; ${memory.says()}`,
      values: {
        megabytesPerSecond: of(readMs, megabytes),
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
      says: `${mb(peak.together)} MB; web ${mb(peak.web)} (at rest ${mb(peak.before)}), worker ${mb(peak.worker)} (just begun ${mb(peak.workerBegun)})`,
      values: { ...peak },
    };
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function mb(bytes: number): number {
  return Math.round(bytes / MEGABYTE);
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

async function send(
  webUrl: string,
  importId: number,
  fileId: number,
  file: string,
  cookie: string,
): Promise<void> {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let offset = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, offset);
      if (bytesRead === 0) return;
      const answer = await fetch(`${webUrl}/imports/${importId}/files/${fileId}?offset=${offset}`, {
        method: "PUT",
        body: buffer.slice(0, bytesRead),
        headers: { cookie, origin: webUrl, "content-type": "application/octet-stream" },
      });
      if (!answer.ok) throw new Error(`piece at ${offset}: ${answer.status} ${await answer.text()}`);
      offset += bytesRead;
    }
  } finally {
    await handle.close();
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

interface Peak {
  together: number;
  web: number;
  worker: number;
  /** Web's before anything was sent. */
  before: number;
  /** The least that a worker was seen with. */
  workerBegun: number;
}

/** Resident memory of the processes that this benchmark has started, as Linux tells it. */
function watchMemory() {
  const peak: Peak = { together: 0, web: 0, worker: 0, before: 0, workerBegun: 0 };
  const step = { web: 0, worker: 0 };
  const look = () => {
    const { web, worker } = residentNow();
    peak.before ||= web;
    peak.web = Math.max(peak.web, web);
    peak.worker = Math.max(peak.worker, worker);
    peak.together = Math.max(peak.together, web + worker);
    if (worker > 0) peak.workerBegun = Math.min(peak.workerBegun || worker, worker);
    step.web = Math.max(step.web, web);
    step.worker = Math.max(step.worker, worker);
  };
  look();
  const timer = setInterval(look, 100);
  return {
    says: () => `RSS web ${mb(step.web)} MB, worker ${mb(step.worker)} MB`,
    /** The peaks since it was asked last. */
    take() {
      const taken = { ...step };
      step.web = 0;
      step.worker = 0;
      return taken;
    },
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function residentNow(): { web: number; worker: number } {
  const found = { web: 0, worker: 0 };
  const mine = descendants();
  for (const { pid, command } of mine) {
    if (/next-server|next\/dist\/bin\/next/.test(command)) found.web += residentOf(pid);
    else if (/curfew\.mjs.*--work/.test(command)) found.worker += residentOf(pid);
  }
  return found;
}

function descendants(): { pid: number; command: string }[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
        const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return [{ pid: Number(name), parent, command }];
      } catch {
        return [];
      }
    });
  const mine = new Set([process.pid]);
  for (let grown = true; grown; ) {
    const more = all.filter(({ pid, parent }) => mine.has(parent) && !mine.has(pid));
    for (const { pid } of more) mine.add(pid);
    grown = more.length > 0;
  }
  return all.filter(({ pid }) => mine.has(pid) && pid !== process.pid);
}

function residentOf(pid: number): number {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
