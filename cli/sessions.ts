import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { DomainError } from "@/lib/domain/errors";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { count, counted, visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { fileBytes } from "@/lib/ingest/file-bytes";
import { openLog } from "@/lib/ingest/open-log";
import type { LogReport, Reject } from "@/lib/ingest/report";
import { HostNames } from "./host-names";
import type { ExitCode } from "./run-command";
import { type HostSession, sessionLine } from "./session-line";
import { sessionTable } from "./session-table";

export interface SessionsInput {
  readonly paths: readonly string[];
  readonly json: boolean;
  /** Split by the host that each record names; else all files are one machine's. */
  readonly byHost: boolean;
  /** For logs whose times bear no zone: `+05:45`, `-04:00`. */
  readonly utcOffset: string | null;
}

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Told one by one per file; the rest is counted. */
const TOLD_REJECTS = 20;

interface Machine {
  readonly name: string | null;
  readonly events: AuditEvent[];
}

/** Pairs logs without a server or database. */
export async function listSessions(input: SessionsInput, { out, err }: Output): Promise<ExitCode> {
  const startedAt = performance.now();
  const utcOffsetMinutes = input.utcOffset === null ? null : offsetMinutes(input.utcOffset);
  if (input.paths.length === 0)
    throw new DomainError("invalid_input", "Name the logs: curfew sessions [--json] FILE|FOLDER…");
  const files = (await Promise.all(input.paths.map(filesOf))).flat();

  const names = new HostNames();
  const machines = new Map<string, Machine>();
  const total = { records: 0, kept: 0, rejected: 0 };
  for (const file of files) {
    const report = await readFile(file, utcOffsetMinutes, err, (host, event) => {
      names.add({ host, event });
      const key = input.byHost ? (host ?? "").toLowerCase() : "";
      let machine = machines.get(key);
      if (!machine) {
        machine = { name: input.byHost ? host : null, events: [] };
        machines.set(key, machine);
      }
      machine.events.push(event);
    });
    total.records += report.records;
    total.kept += report.kept;
    total.rejected += report.rejected;
  }

  const sessions: HostSession[] = [];
  let leftovers = 0;
  for (const { name, events } of machines.values()) {
    const paired = pairHost(events);
    leftovers += paired.leftovers.length;
    for (const session of paired.sessions) {
      const host = input.byHost ? name : names.at(session.startRecord ?? session.ending.records[0] ?? null);
      sessions.push({ host, session });
    }
  }
  sessions.sort((a, b) => beganAt(a) - beganAt(b));
  if (input.json) for (const found of sessions) out(JSON.stringify(sessionLine(found)));
  else if (sessions.length > 0) out(sessionTable(sessions));
  err(
    `${counted(total.records, "event")} read, ${count(total.kept)} kept, ${count(total.rejected)} rejected; ` +
      `${counted(sessions.length, "session")}, ${counted(leftovers, "leftover")}; ${took(performance.now() - startedAt)}`,
  );
  if (total.records === 0) return 2;
  return total.rejected > 0 ? 1 : 0;
}

async function readFile(
  file: string,
  utcOffsetMinutes: number | null,
  err: (text: string) => void,
  take: (host: string | null, event: AuditEvent) => void,
): Promise<Pick<LogReport, "records" | "kept" | "rejected">> {
  const name = visibleText(file);
  const handle = await open(file).catch((error: Error) => error);
  if (handle instanceof Error) {
    // One file of a folder must not cost the others.
    err(`${name}: it cannot be opened: ${handle.message}`);
    return { records: 0, kept: 0, rejected: 1 };
  }
  try {
    const log = await openLog(fileBytes(handle), { utcOffsetMinutes, sessionsOnly: true });
    let told = 0;
    for await (const { events, rejects } of log.batches) {
      for (const { host, event } of events) take(host, event);
      for (const reject of rejects) if (told++ < TOLD_REJECTS) err(`${name}: ${rejectWords(reject)}`);
    }
    if (told > TOLD_REJECTS) err(`${name}: and ${count(told - TOLD_REJECTS)} more that could not be read`);
    const report = log.report();
    for (const note of report.notes) err(`${name}: ${note}`);
    if (report.checksumFaults > 0) {
      const chunks = counted(report.checksumFaults, "chunk");
      err(`${name}: the checksum of ${chunks} does not hold: what was read there may be wrong`);
    }
    return report;
  } finally {
    await handle.close();
  }
}

function rejectWords({ offset, bytes, line, entry, reason }: Reject): string {
  const place = line !== null ? `line ${line}` : bytes === 0 ? "" : `${counted(bytes, "byte")} at ${offset}`;
  // A name inside of an archive is as hostile as the archive.
  const words = [visibleText(entry ?? ""), place, visibleText(reason)].filter((part) => part !== "");
  return words.join(": ");
}

/** A folder stands for every file in it, in the order of their names. */
async function filesOf(given: string): Promise<string[]> {
  const found = await stat(given).catch((error: Error) => {
    throw new DomainError("invalid_input", `${visibleText(given)} cannot be read: ${error.message}`);
  });
  if (!found.isDirectory()) return [given];
  const entries = await readdir(given, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function offsetMinutes(text: string): number {
  const match = /^([+-])(\d\d):(\d\d)$/.exec(text);
  if (!match) throw new DomainError("invalid_input", "an offset looks like +05:45 or -04:00", "--utc-offset");
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === "-" ? -minutes : minutes;
}

function beganAt({ session }: HostSession): number {
  return session.startedAt ?? session.startedBefore ?? session.ending.notBefore;
}
