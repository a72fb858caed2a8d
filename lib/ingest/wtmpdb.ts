import { isIP } from "node:net";
import { type AuditEvent, EMPTY_EVENT, WTMP } from "@/lib/domain/audit-event";
import type { LogReader, LogSink } from "./log-reader";
import { newTally } from "./report";
import { DamagedDatabase, DatabaseFile, type Row, type Value } from "./sqlite/database-file";

/** Years of logons of a busy host. */
const MAX_BYTES = 128 * 1024 * 1024;

/**
 * wtmp.db of wtmpdb (Debian 13 and others without utmp): an SQLite database with one row per boot and per logon, each with
 * its two ends. A row becomes up to two events of the log wtmp, numbered by their microsecond: order is the order of time,
 * and the same row read again is the same event. It names no host.
 */
export function readWtmpdb(sink: LogSink): LogReader {
  const tally = newTally();
  const notes: string[] = [];
  const pieces: Uint8Array[] = [];
  const rejectRest = (reason: string) => {
    tally.rejected++;
    tally.rejectedBytes = tally.bytes - tally.recordBytes;
    sink.reject({ offset: 0, bytes: tally.rejectedBytes, line: null, reason });
  };
  return {
    tally,
    notes,
    push(bytes) {
      tally.bytes += bytes.length;
      if (tally.bytes <= MAX_BYTES) pieces.push(bytes.slice());
    },
    finish() {
      if (tally.bytes > MAX_BYTES) return rejectRest("a database of more than 128 MB is not read");
      const events: AuditEvent[] = [];
      let damage: string | null = null;
      try {
        const file = new DatabaseFile(joined(pieces, tally.bytes));
        if (file.hasWriteAheadLog)
          notes.push("It has a write-ahead log beside it: the latest rows may be there.");
        for (const row of rowsOf(file)) {
          const found = eventsOf(row);
          tally.records++;
          tally.recordBytes += row.bytes;
          if (found.length > 0) tally.kept++;
          else tally.skipped++;
          events.push(...found);
        }
      } catch (error) {
        if (!(error instanceof DamagedDatabase)) throw error;
        damage = error.message;
      }
      for (const event of numbered(events)) sink.event({ host: null, event, raw: null });
      if (damage !== null) rejectRest(`wtmp.db: ${damage}`);
      else tally.structureBytes = tally.bytes - tally.recordBytes;
    },
  };
}

interface Logon {
  readonly id: number;
  readonly type: Value;
  readonly user: Value;
  readonly login: Value;
  readonly logout: Value;
  readonly tty: Value;
  readonly remotehost: Value;
  readonly service: Value;
  readonly bytes: number;
}

const TYPE = { boot: 1, user: 3 } as const;

function* rowsOf(file: DatabaseFile): Generator<Logon> {
  const table = file.findTable("wtmp");
  if (!table) throw new DamagedDatabase("it has no table wtmp: of databases, wtmpdb's alone can be read");
  const place = (name: string) => table.columns.indexOf(name);
  const [type, user, login, logout, tty, remotehost, service] = COLUMNS.map(place);
  const at = (row: Row, i: number | undefined) => (i === undefined ? null : (row.values[i] ?? null));
  for (const row of file.rows(table.root)) {
    yield {
      id: row.id,
      type: at(row, type),
      user: at(row, user),
      login: at(row, login),
      logout: at(row, logout),
      tty: at(row, tty),
      remotehost: at(row, remotehost),
      service: at(row, service),
      bytes: row.bytes,
    };
  }
}

const COLUMNS = ["type", "user", "login", "logout", "tty", "remotehost", "service"] as const;

function eventsOf(logon: Logon): AuditEvent[] {
  const { type, user, login, logout, remotehost } = logon;
  if (!isInstant(login)) return [];
  const base = { ...EMPTY_EVENT, log: "wtmp", recordId: 0 } as const;
  if (type === TYPE.boot) {
    const start: AuditEvent = { ...base, at: login / 1000, eventId: WTMP.BOOT_TIME };
    if (!isInstant(logout)) return [start];
    return [start, { ...base, at: logout / 1000, eventId: WTMP.RUN_LEVEL, userName: "shutdown" }];
  }
  if (type !== TYPE.user || typeof user !== "string" || user === "") return [];
  const sessionId = lineOf(logon);
  const host = typeof remotehost === "string" ? remotehost : "";
  const isAddress = isIP(host) !== 0;
  const on: AuditEvent = {
    ...base,
    at: login / 1000,
    eventId: WTMP.USER_PROCESS,
    sessionId,
    userName: user,
    workstation: isAddress ? null : host || null,
    address: isAddress ? host : null,
  };
  if (!isInstant(logout)) return [on];
  return [on, { ...base, at: logout / 1000, eventId: WTMP.DEAD_PROCESS, sessionId }];
}

/** Pairing goes by the line; a session without a terminal has its row. */
function lineOf({ id, tty, service }: Logon): string {
  if (typeof tty === "string" && tty !== "") return tty;
  return `${typeof service === "string" && service !== "" ? service : "session"}#${id}`;
}

/** Microseconds since 1970; zero and less are what nobody wrote. */
function isInstant(value: Value): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** An end comes before a logon of the same microsecond. */
function numbered(events: readonly AuditEvent[]): AuditEvent[] {
  const ordered = [...events].sort((a, b) => a.at - b.at || b.eventId - a.eventId);
  let last = -1;
  return ordered.map((event) => {
    last = Math.max(last + 1, Math.round(event.at * 1000));
    return { ...event, recordId: last };
  });
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
