import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { count } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { EvtxReader } from "@/lib/ingest/evtx/evtx-reader";
import { fuzzEvtx } from "@/lib/ingest/evtx/testing/fuzz-evtx";
import { fileBytes } from "@/lib/ingest/file-bytes";
import { openLog } from "@/lib/ingest/open-log";
import type { Figure } from "./figure";
import { compareReaders } from "./other-evtx-readers";
import { sourceLog, writeRepeated } from "./repeated-log";

const MEGABYTE = 1_000_000;
const FILE_BYTES = 220 * MEGABYTE;
const SMALL_BYTES = 20 * MEGABYTE;
const LARGE_BYTES = 1000 * MEGABYTE;
const WARM_UP = 3;
const ROUNDS = 7;
const DAMAGED_FILES = Number(process.env.CURFEW_RUNS ?? 20_000);

/** From a file in the page cache, on one thread: to paired sessions, to audit events, and to every field of every record. */
export async function run(): Promise<Figure[]> {
  const { bytes, what } = sourceLog();
  const folder = mkdtempSync(path.join(tmpdir(), "curfew-evtx-"));
  const file = path.join(folder, "security.evtx");
  const small = path.join(folder, "small.evtx");
  const large = path.join(folder, "large.evtx");
  try {
    await writeRepeated(bytes, file, FILE_BYTES);
    await writeRepeated(bytes, small, SMALL_BYTES);
    const figures = [
      await measured("wanted events → paired sessions (aim ≥ 900 MB/s)", file, what, pairFile),
      await measured("wanted events → audit events", file, what, readEvents),
      await measured("all fields of all records (aim ≥ 300 MB/s)", file, what, readEveryField),
      ...(await compareReaders(small, readEveryField)),
    ];
    rmSync(file);
    await writeRepeated(bytes, large, LARGE_BYTES);
    figures.push(sessionsOfLarge(large), damaged());
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(
  name: string,
  file: string,
  what: string,
  measure: (file: string) => Promise<string>,
): Promise<Figure> {
  const megabytes = statSync(file).size / MEGABYTE;
  const times: number[] = [];
  const processor: number[] = [];
  let tally = "";
  for (let n = 0; n < WARM_UP + ROUNDS; n++) {
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    tally = await measure(file);
    if (n < WARM_UP) continue;
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpu);
    processor.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  const rateOf = (ms: number) => Math.round((megabytes / ms) * 1000);
  const ms = times[Math.floor(times.length / 2)] ?? 0;
  const best = rateOf(times[0] ?? 0);
  const cpuMs = Math.min(...processor);
  const says = `${count(rateOf(ms))} MB/s (best of ${ROUNDS}: ${count(best)}), ${took(ms)} for ${Math.round(megabytes)} MB, ${took(cpuMs)} of processor time at least, reading ahead and collector included; ${tally}; ${what}`;
  return {
    what: `EVTX, ${name}`,
    says,
    values: { megabytesPerSecond: rateOf(ms), best, ms, cpuMs, megabytes },
  };
}

async function readEvents(file: string): Promise<string> {
  const { records, events } = await eventsOf(file, false);
  return `${count(records)} records, ${count(events.length)} kept`;
}

async function pairFile(file: string): Promise<string> {
  const { records, events } = await eventsOf(file, true);
  const { sessions } = pairHost(events);
  return `${count(records)} records, ${count(events.length)} kept, ${count(sessions.length)} sessions`;
}

function eventsOf(file: string, sessionsOnly: boolean): Promise<{ records: number; events: AuditEvent[] }> {
  return withFile(file, async (handle) => {
    const events: AuditEvent[] = [];
    const log = await openLog(fileBytes(handle), { sessionsOnly });
    for await (const batch of log.batches) for (const { event } of batch.events) events.push(event);
    return { records: log.report().records, events };
  });
}

async function readEveryField(file: string): Promise<string> {
  return withFile(file, async (handle) => {
    let fields = 0;
    const reader = new EvtxReader<number>({
      read: (record) => {
        const { recordId, at, provider, channel, computer } = record;
        return record.fields().size + (recordId > 0 && at > 0 && provider && channel && computer ? 5 : 0);
      },
      emit: (size) => {
        fields += size;
      },
      reject: ({ offset, reason }) => {
        throw new Error(`${offset}: ${reason}`);
      },
      crc32,
    });
    for await (const piece of fileBytes(handle)) reader.push(piece);
    return `${count(reader.finish().records)} records, ${count(fields)} fields`;
  });
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** As the command runs: cold, in a process of its own. */
function sessionsOfLarge(file: string): Figure {
  const tellRss = "process.on('exit', () => console.error('rss ' + process.resourceUsage().maxRSS))";
  const args = ["--import", `data:text/javascript,${tellRss}`, "dist/curfew.mjs", "sessions", "--json", file];
  const startedAt = performance.now();
  const ran = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: LARGE_BYTES });
  const ms = performance.now() - startedAt;
  const rss = Number(/rss (\d+)/.exec(ran.stderr)?.[1]) / 1000;
  if (ran.status !== 0 || !(rss > 0)) throw new Error(`curfew sessions failed: ${ran.stderr}`);
  const megabytes = statSync(file).size / MEGABYTE;
  const sessions = ran.stdout.trim().split("\n").length;
  const says = `${Math.round(rss)} MB RSS at most, ${took(ms)} (${count(Math.round((megabytes / ms) * 1000))} MB/s from a cold start); ${count(sessions)} sessions`;
  const what = `EVTX, curfew sessions of ${Math.round(megabytes)} MB (aim ≤ 400 MB RSS)`;
  return { what, says, values: { rss, ms, megabytes, sessions } };
}

function damaged(): Figure {
  const startedAt = performance.now();
  const { files, records, rejects, slowestMs } = fuzzEvtx({ files: DAMAGED_FILES, seed: 1, sources: [] });
  const ms = performance.now() - startedAt;
  const says = `${count(files)} files, every byte accounted for; ${count(records)} records, ${count(rejects)} rejects; slowest ${took(slowestMs)}, all ${took(ms)}`;
  return { what: "EVTX, damaged files", says, values: { files, records, rejects, slowestMs, ms } };
}
