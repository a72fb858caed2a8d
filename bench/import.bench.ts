import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signIn } from "@/e2e/fixtures/sign-in";
import { CHUNK_BYTES, type ImportStatus } from "@/lib/domain/import-facts";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { type WrittenEvent, writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { DAY_START, logonData } from "@/lib/ingest/evtx/testing/office-day";
import { commitImport } from "@/lib/services/commit-import";
import { startImport } from "@/lib/services/start-import";
import { openDatabase } from "@/lib/storage/database";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import type { Figure } from "./figure";
import { writeRepeated } from "./repeated-log";

const MEGABYTE = 1_000_000;
const FILE_BYTES = Number(process.env.CURFEW_BENCH_IMPORT_MB ?? 1_074) * MEGABYTE;
const DAYS = 10;
/** Of a Security log some of a hundred records tell of a logon; the rest is noise. */
const NOISE_PER_DAY = 400;
const PEOPLE_PER_DAY = 8;

/** A gigabyte through the real route: sent piece by piece, read, paired, committed. */
export async function run(): Promise<Figure[]> {
  const product = await startScratchProduct({ port: 3324, name: "bench-import" });
  const folder = await mkdtemp(path.join(tmpdir(), "curfew-bench-import-"));
  try {
    const file = path.join(folder, "Security.evtx");
    await writeLog(file);
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

    const sendMs = await timed(() => send(product.webUrl, importId, fileIds[0] ?? 0, file, cookie));
    const previewMs = await timed(() => until(status, (now) => now.isPreviewed));
    const looked = await status();
    await commitImport(ctx(), { importId });
    const commitMs = await timed(() =>
      until(status, (now) => now.state === "committed" || now.state === "failed"),
    );
    const done = await db.prisma.import.findUniqueOrThrow({ where: { id: importId } });
    const counts = done.counts as { added: number; duplicates: number } | null;
    const peak = memory.stop();
    await db.close();

    const read = looked.files[0]?.readEvents ?? 0;
    const rate = (ms: number) => Math.round(size / MEGABYTE / (ms / 1000));
    const megabytes = Math.round(size / MEGABYTE);
    return [
      {
        what: `import, sent over HTTP in pieces of 4 MiB (${megabytes} MB)`,
        says: `${count(rate(sendMs))} MB/s, ${took(sendMs)}`,
        values: { megabytesPerSecond: rate(sendMs), ms: sendMs },
      },
      {
        what: "import, hashed, read and paired for the preview",
        says: `${count(rate(previewMs))} MB/s, ${took(previewMs)}; ${count(read)} events kept`,
        values: { megabytesPerSecond: rate(previewMs), ms: previewMs, events: read },
      },
      {
        what: "import, committed and paired",
        says: `${count(Math.round(read / (commitMs / 1000)))} events/s, ${took(commitMs)}; ${count(counts?.added ?? 0)} new; ${done.state}`,
        values: { eventsPerSecond: read / (commitMs / 1000), ms: commitMs, added: counts?.added ?? 0 },
      },
      {
        what: "import, peak memory of web and its worker together (aim ≤ 400 MB)",
        says: `${Math.round(peak.together / MEGABYTE)} MB; web ${Math.round(peak.web / MEGABYTE)}, worker ${Math.round(peak.worker / MEGABYTE)}; web before it ${Math.round(peak.before / MEGABYTE)}`,
        values: { together: peak.together, web: peak.web, worker: peak.worker, before: peak.before },
      },
    ];
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
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
  const endAt = Date.now() + 15 * 60_000;
  while (!isReached(await status())) {
    if (Date.now() > endAt) throw new Error("The import did not come to its end within 15 minutes.");
    await sleep(100);
  }
}

interface Peak {
  together: number;
  web: number;
  worker: number;
  /** Web's before anything was sent. */
  before: number;
}

/** Resident memory of the processes that this benchmark has started, as Linux tells it. */
function watchMemory(): { stop(): Peak } {
  const peak: Peak = { together: 0, web: 0, worker: 0, before: 0 };
  const look = () => {
    const { web, worker } = residentNow();
    peak.before ||= web;
    peak.web = Math.max(peak.web, web);
    peak.worker = Math.max(peak.worker, worker);
    peak.together = Math.max(peak.together, web + worker);
  };
  look();
  const timer = setInterval(look, 50);
  return {
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

async function writeLog(file: string): Promise<void> {
  const events = busyDays();
  await writeRepeated(writeEvtx(events), file, FILE_BYTES, { records: events.length, ms: DAYS * 3_600_000 });
}

function busyDays(): WrittenEvent[] {
  const events: WrittenEvent[] = [];
  for (let day = 0; day < DAYS; day++) {
    // Days are an hour apart: a gigabyte of them must not reach into the future.
    const at = DAY_START - 400 * 86_400_000 + day * 3_600_000;
    const add = (second: number, eventId: number, more: Partial<WrittenEvent> = {}) =>
      events.push({
        recordId: events.length + 1,
        eventId,
        at: at + second * 1_000,
        computer: "TS-BENCH",
        ...more,
      });
    add(0, 4608);
    for (let person = 0; person < PEOPLE_PER_DAY; person++) {
      const logonId = 0x10000 + person * 16;
      add(10 + person, 4624, { data: logonData(`person${person}`, logonId) });
      for (let i = 0; i < NOISE_PER_DAY / PEOPLE_PER_DAY; i++) {
        add(60 + person, 4907, {
          data: [
            ["ObjectName", ["String", `C:\\Windows\\System32\\drivers\\${day}-${i}.sys`]],
            ["ProcessName", ["String", "C:\\Windows\\System32\\services.exe"]],
            ["OldSd", ["String", "S:ARAI(AU;SAFA;DCLCRPCRSDWDWO;;;WD)"]],
          ],
        });
      }
      add(3_000 + person, 4647, {
        data: [
          ["TargetUserSid", ["Sid", "S-1-5-21-1-2-3-1104"]],
          ["TargetUserName", ["String", `person${person}`]],
          ["TargetDomainName", ["String", "CORP"]],
          ["TargetLogonId", ["HexInt64", logonId]],
        ],
      });
    }
    add(3_500, 1100, { userData: "ServiceShutdown", provider: "Microsoft-Windows-Eventlog" });
  }
  return events;
}
