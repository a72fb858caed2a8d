import { type WrittenEvent, writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { DAY_START, logonData } from "@/lib/ingest/evtx/testing/office-day";
import { writeRepeated } from "./repeated-log";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Between two starts of the machine. */
export const DAYS_PER_BOOT = 7;
export const PEOPLE_PER_DAY = 40;
const SERVICE_LOGONS_PER_DAY = 1_000;
const NOISE_PER_DAY = 3_200;
/** A gigabyte is some fifteen months of it, and may not reach into the future. */
const FIRST_DAY = DAY_START - 700 * DAY_MS;

/** What a week of the machine holds, for who counts what came of it. */
export interface BusyWeek {
  readonly records: number;
  readonly kept: number;
}

/** A terminal server's Security log, week after week: people, services, and as much again that tells of no session. */
export async function writeBusyServer(file: string, bytes: number): Promise<BusyWeek> {
  const events = busyWeek();
  await writeRepeated(writeEvtx(events), file, bytes, {
    records: events.length,
    ms: DAYS_PER_BOOT * DAY_MS,
  });
  return { records: events.length, kept: events.filter(({ eventId }) => eventId !== 4907).length };
}

/** One run of the machine, from its start to its shutdown. */
function busyWeek(): WrittenEvent[] {
  const events: Omit<WrittenEvent, "recordId">[] = [];
  const add = (at: number, eventId: number, more: Partial<WrittenEvent> = {}) =>
    events.push({ eventId, at, computer: "TS-BENCH", ...more });
  add(FIRST_DAY - MINUTE_MS, 4608);
  let logonId = 0x10000;
  for (let day = 0; day < DAYS_PER_BOOT; day++) {
    const at = FIRST_DAY + day * DAY_MS;
    for (let person = 0; person < PEOPLE_PER_DAY; person++) {
      logonId += 16;
      const name = `person${person}`;
      add(at + person * MINUTE_MS, 4624, { data: logonData(name, logonId, { type: 10 }) });
      add(at + (person + 500) * MINUTE_MS, 4647, { data: endData(name, logonId) });
      add(at + (person + 500) * MINUTE_MS + 900, 4634, {
        data: [...endData(name, logonId), ["LogonType", ["UInt32", 10]]],
      });
    }
    for (let i = 0; i < SERVICE_LOGONS_PER_DAY; i++) {
      logonId += 16;
      add(at + i * 80_000, 4624, { data: logonData("SYSTEM", logonId, { type: 5 }) });
      add(at + i * 80_000 + 1, 4672, { data: endData("SYSTEM", logonId) });
    }
    for (let i = 0; i < NOISE_PER_DAY; i++) {
      add(at + i * 25_000, 4907, {
        data: [
          ["ObjectName", ["String", `C:\\Windows\\System32\\drivers\\${day}-${i}.sys`]],
          ["ProcessName", ["String", "C:\\Windows\\System32\\services.exe"]],
          ["OldSd", ["String", "S:ARAI(AU;SAFA;DCLCRPCRSDWDWO;;;WD)"]],
        ],
      });
    }
  }
  const endAt = FIRST_DAY + DAYS_PER_BOOT * DAY_MS - 2 * MINUTE_MS;
  add(endAt, 1100, { userData: "ServiceShutdown", provider: "Microsoft-Windows-Eventlog" });
  return events.sort((a, b) => a.at - b.at).map((event, i) => ({ ...event, recordId: i + 1 }));
}

function endData(name: string, logonId: number): NonNullable<WrittenEvent["data"]> {
  return [
    ["TargetUserSid", ["Sid", "S-1-5-21-1-2-3-1104"]],
    ["TargetUserName", ["String", name]],
    ["TargetDomainName", ["String", "CORP"]],
    ["TargetLogonId", ["HexInt64", logonId]],
  ];
}
