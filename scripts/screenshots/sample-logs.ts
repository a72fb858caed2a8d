import { writeFileSync } from "node:fs";
import path from "node:path";
import { type WrittenEvent, writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { logonData } from "@/lib/ingest/evtx/testing/office-day";
import { seeded } from "@/lib/ingest/evtx/testing/seeded";

const PEOPLE = ["r.fraser", "e.aalto", "v.johansen", "m.osei", "s.baptiste", "k.obrien"] as const;
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const DAYS = 12;

/** Logs of two machines that have no agent, as somebody would drop them: the same for the same day. */
export function writeSampleLogs(folder: string, today: number): string[] {
  const logs = ["FS-ARCHIVE-1", "FS-ARCHIVE-2"].map((computer, seed) => {
    const file = path.join(folder, `${computer} Security.evtx`);
    writeFileSync(file, writeEvtx(officeFortnight(computer, seed + 1, today - (DAYS + 1) * DAY)));
    return file;
  });
  const notes = path.join(folder, "read me first.txt");
  writeFileSync(notes, "Copied from the two file servers before they were switched off.\n");
  return [...logs, notes];
}

function officeFortnight(computer: string, seed: number, from: number): WrittenEvent[] {
  const below = seeded(seed);
  const found: Omit<WrittenEvent, "recordId">[] = [];
  for (let day = 0; day < DAYS; day++) {
    const add = (minute: number, eventId: number, more: Partial<WrittenEvent> = {}) =>
      found.push({ computer, eventId, at: from + day * DAY + minute * MINUTE, ...more });
    add(360 + below(10), 4608);
    for (const [n, user] of PEOPLE.entries()) {
      if (below(4) === 0) continue;
      const logonId = 0x20000 + day * 256 + n;
      const sid: [string, ["Sid", string]] = ["TargetUserSid", ["Sid", `S-1-5-21-1-2-3-${1_200 + n}`]];
      add(460 + below(60), 4624, {
        data: [...logonData(user, logonId, { type: 10 }).filter(([name]) => name !== sid[0]), sid],
      });
      // Some never say goodbye: the shutdown in the evening ends them.
      if (below(5) === 0) continue;
      add(900 + below(120), 4647, {
        data: [
          sid,
          ["TargetUserName", ["String", user]],
          ["TargetDomainName", ["String", "CORP"]],
          ["TargetLogonId", ["HexInt64", logonId]],
        ],
      });
    }
    add(1_200 + below(20), 1100, { userData: "ServiceShutdown", provider: "Microsoft-Windows-Eventlog" });
  }
  return found.sort((a, b) => a.at - b.at).map((event, i) => ({ recordId: i + 1, ...event }));
}
