import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeEvtx } from "@/lib/ingest/evtx/testing/evtx-writer";
import { DAY_START, officeDays } from "@/lib/ingest/evtx/testing/office-day";
import { SAMPLES, type SampleRecord } from "@/lib/ingest/testing/sample-records";
import { eventXml, evtxEvent, JSON_DIALECTS } from "@/lib/ingest/testing/write-dialects";
import { writeZip } from "@/lib/ingest/testing/write-zip";
import { listSessions, type SessionsInput } from "./sessions";

async function run(paths: readonly string[], more: Partial<SessionsInput> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await listSessions(
    { paths, json: true, byHost: false, utcOffset: null, ...more },
    { out: (text) => out.push(text), err: (text) => err.push(text) },
  );
  return { out, err, exit, sessions: more.json === false ? [] : out.map((line) => JSON.parse(line)) };
}

/** A remote logon and its logoff, as the Security, the System and LocalSessionManager's logs tell them. */
function sessionOfThreeLogs(): SampleRecord[] {
  const steps: [minute: number, eventId: number, version?: number][] = [
    [0, 4608],
    [0, 6005],
    [1, 4624, 2],
    [1, 7001],
    [1, 21],
    [10, 4647],
    [10, 7002],
    [10, 23],
  ];
  return steps.map(([minute, eventId, version = 0], i) => {
    const sample = SAMPLES.find((one) => one.eventId === eventId && one.version === version);
    if (!sample) throw new Error(`no sample of ${eventId}`);
    return { ...sample, recordId: i + 1, at: DAY_START + minute * 60_000 };
  });
}

describe("curfew sessions", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "curfew-sessions-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const put = async (name: string, bytes: Uint8Array | string) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return file;
  };

  test("tells a session as one object a line", async () => {
    const { sessions, err, exit } = await run([await put("a.bin", writeEvtx(officeDays(1)))]);
    expect(sessions).toEqual([
      {
        host: "WS-01",
        boot: 1,
        account: "CORP\\ann",
        sid: "S-1-5-21-1-2-3-1104",
        logonId: "0x10000",
        linkedLogonId: null,
        logonType: 2,
        startedAt: "2026-03-02T08:10:00.000Z",
        startedBefore: null,
        startRecord: 7,
        ending: {
          kind: "logged_off",
          at: "2026-03-02T16:20:00.000Z",
          notBefore: "2026-03-02T16:20:00.000Z",
          notAfter: "2026-03-02T16:20:00.000Z",
          confidence: "exact",
          because: "4647: the user logged off",
          records: [8],
        },
        seconds: 29_400,
        clockStepSeconds: 0,
        segments: [],
      },
    ]);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(/^9 events read, 4 kept, 0 rejected; 1 session, 0 leftovers; \d+ ms$/);
    expect(exit).toBe(0);
  });

  test("takes every file of a folder, whatever its name, and tells which is none", async () => {
    const days = officeDays(40);
    await put("logs/archive-2", writeEvtx(days.slice(180)));
    await put("logs/deeper/archive-1.txt", writeEvtx(days.slice(0, 180)));
    await put("logs/readme.evtx", "Dear diary");
    const { sessions, err, exit } = await run([path.join(folder, "logs")]);
    expect(sessions.map(({ boot }) => boot)).toEqual(
      days.filter(({ eventId }) => eventId === 4624).map((_, i) => i + 1),
    );
    expect(err).toHaveLength(2);
    expect(err[0]).toMatch(/readme\.evtx: 10 bytes at 0: not a log that Curfew reads/);
    expect(exit).toBe(1);
  });

  test("splits by the host that the records name, when asked", async () => {
    const events = officeDays(2).map((event, i) => ({ ...event, computer: i < 9 ? "WS-01" : "ws-02.corp" }));
    const file = await put("forwarded", writeEvtx(events));
    const split = await run([file], { byHost: true });
    expect(split.sessions.map(({ host, boot }) => [host, boot])).toEqual([
      ["WS-01", 1],
      ["ws-02.corp", 1],
    ]);
    const one = await run([file]);
    expect(one.sessions.map(({ host, boot }) => [host, boot])).toEqual([
      ["WS-01", 1],
      ["ws-02.corp", 2],
    ]);
  });

  test("pairs one machine's logs whatever each of them is written in", async () => {
    const samples = sessionOfThreeLogs();
    const lines = (records: readonly SampleRecord[], write: (record: SampleRecord) => object) =>
      records.map((record) => JSON.stringify(write(record))).join("\n");
    const of = (log: RegExp) => samples.filter(({ channel }) => log.test(channel));
    const asEvtx = [await put("one.evtx", writeEvtx(samples.map(evtxEvent)))];
    const asMixed = [
      await put(
        "x/security",
        Buffer.from(
          `\ufeff${of(/Security/)
            .map((one) => eventXml(one))
            .join("")}`,
          "utf16le",
        ),
      ),
      await put("x/system", lines(of(/System/), JSON_DIALECTS.winlogbeat8)),
      await put(
        "x/rest.zip",
        writeZip([
          { name: "lsm.json", bytes: Buffer.from(lines(of(/Terminal/), JSON_DIALECTS.evtxDump)) },
          { name: "readme", bytes: Buffer.from("Dear diary") },
        ]),
      ),
    ];
    const whole = await run(asEvtx);
    const mixed = await run(asMixed);
    expect(mixed.sessions).toEqual(whole.sessions);
    expect(whole.sessions).toMatchObject([
      { account: "CORP\\ann", logonType: 10, ending: { kind: "logged_off", confidence: "exact" } },
    ]);
    expect(mixed.err[0]).toContain("rest.zip: readme: 10 bytes at 0: not a log that Curfew reads");
    expect(mixed.err.at(-1)).toMatch(/^8 events read, 8 kept, 1 rejected; 1 session, 0 leftovers;/);
    expect([whole.exit, mixed.exit]).toEqual([0, 1]);
    const split = await run(asMixed, { byHost: true });
    expect(split.sessions).toEqual(whole.sessions);
  });

  test.each(Object.keys(JSON_DIALECTS) as (keyof typeof JSON_DIALECTS)[])(
    "reads JSON of %s",
    async (dialect) => {
      const write = JSON_DIALECTS[dialect] as (record: SampleRecord) => object;
      const json = sessionOfThreeLogs().map((record) => JSON.stringify(write(record)));
      const { sessions, exit } = await run([await put(dialect, json.join("\n"))], { utcOffset: "+00:00" });
      expect(sessions).toMatchObject([
        {
          host: "WS-01.corp.example",
          account: "CORP\\ann",
          startedAt: "2026-03-02T08:01:00.000Z",
          ending: { kind: "logged_off", at: "2026-03-02T08:10:00.000Z" },
        },
      ]);
      expect(exit).toBe(0);
    },
  );

  test("shows a table to people, with hidden characters made visible", async () => {
    const events = officeDays(1).map((event) => ({ ...event, computer: "WS\u202e-01" }));
    const { out } = await run([await put("a", writeEvtx(events))], { json: false });
    expect(
      out
        .join("\n")
        .split("\n")
        .map((row) => row.split(/ {2,}/)),
    ).toEqual([
      ["host", "account", "started (UTC)", "ended (UTC)", "length", "how it ended"],
      [
        "WS⟨202E⟩-01",
        "CORP\\ann",
        "2026-03-02 08:10:00",
        "2026-03-02 16:20:00",
        "8 h 10 m",
        "4647: the user logged off [exact]",
      ],
    ]);
  });

  test("reads local times with the offset that is given", async () => {
    const line = {
      Channel: "System",
      SourceName: "Microsoft-Windows-Winlogon",
      EventID: 7001,
      RecordNumber: 1,
      Hostname: "K-1",
      EventTime: "2026-03-02 13:45:00",
      UserSid: "S-1-5-21-1-2-3-9",
      TSId: 1,
    };
    const file = await put("k.json", JSON.stringify(line));
    const { sessions, err } = await run([file], { utcOffset: "+05:45" });
    expect(sessions[0]).toMatchObject({
      host: "K-1",
      account: null,
      startedAt: new Date(DAY_START).toISOString(),
    });
    expect(err).toHaveLength(1);
    expect((await run([file])).err[0]).toContain("taken as UTC");
  });

  test("nothing to read, nothing done", async () => {
    expect((await run([await put("empty", "")])).exit).toBe(2);
    await expect(run([])).rejects.toThrow("Name the logs");
    await expect(run([path.join(folder, "gone")])).rejects.toThrow(/gone cannot be read: ENOENT/);
    await expect(run([folder], { utcOffset: "5" })).rejects.toThrow("an offset looks like");
  });
});

const CORPUS = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../shared/corpus");
const isHere = existsSync(path.join(CORPUS, "expected"));

describe.skipIf(!isHere)(`the logs in ${CORPUS}${isHere ? "" : " (not here: set CURFEW_CORPUS)"}`, () => {
  const table = async (name: string): Promise<Record<string, string>[]> => {
    const [head = "", ...rows] = (await readFile(path.join(CORPUS, "expected", name), "utf8"))
      .trimEnd()
      .split("\n");
    const keys = head.split("\t");
    return rows.map((row) => Object.fromEntries(row.split("\t").map((cell, i) => [keys[i], cell])));
  };
  const KINDS: Record<string, string> = { exact: "logged_off", high: "shut_down", open: "open" };

  test("a Security log of Windows 7: every session is the expected one, and there is no other", async () => {
    const expected = await table("win7-security.sessions.tsv");
    const { sessions, exit } = await run([path.join(CORPUS, "win7-security/security.evtx")]);
    expect(exit).toBe(0);
    expect(
      sessions.map((session) => ({
        ...session,
        seconds: 0,
        ending: { ...session.ending, confidence: "", because: "", records: [] },
      })),
    ).toEqual(
      expected.map((row) => ({
        host: row.host_at_start,
        boot: Number(row.boot),
        account: row.user,
        sid: row.sid,
        logonId: row.logon_id,
        linkedLogonId: row.other_token_logon_id || null,
        logonType: Number(row.logon_type),
        startedAt: row.start_utc,
        startedBefore: null,
        startRecord: Number(row.start_rec),
        seconds: 0,
        clockStepSeconds: expect.any(Number),
        segments: [],
        ending: {
          kind: KINDS[row.end_confidence ?? ""] ?? (row.end_kind?.includes("1101") ? "crashed" : "lost"),
          at: row.end_utc || null,
          // Of a clean stop the time alone is told; how much earlier each session ended is not.
          notBefore: row.end_confidence === "high" ? row.end_utc : row.end_not_before,
          notAfter: row.end_not_after || null,
          confidence: "",
          because: "",
          records: [],
        },
      })),
    );
    for (const [i, row] of expected.entries()) {
      const { seconds, ending } = sessions[i];
      if (row.uptime_duration_s)
        expect(Math.abs(seconds - Number(row.uptime_duration_s)), row.start_rec).toBeLessThan(0.11);
      else expect([seconds, ending.confidence]).not.toContain("exact");
      if (row.end_rec) expect(ending.records).toContain(Number(row.end_rec));
    }
  });

  test("its logons that are no session of their own start none", async () => {
    const excluded = await table("win7-security.excluded.tsv");
    const { sessions, err } = await run([path.join(CORPUS, "win7-security/security.evtx")]);
    const started = sessions.flatMap(({ startRecord, logonId, linkedLogonId, boot }) => [
      startRecord,
      `${boot} ${logonId}`,
      `${boot} ${linkedLogonId}`,
    ]);
    for (const row of excluded) {
      expect(started).not.toContain(Number(row.start_rec));
      for (const id of row.logon_ids?.split("|") ?? []) expect(started).not.toContain(`${row.boot} ${id}`);
    }
    expect(err.at(-1)).toContain(`${sessions.length} sessions, ${excluded.length} leftovers`);
  });

  test("a System log: what Winlogon notified, and no more", async () => {
    const expected = await table("win7-system.7001-7002.tsv");
    const { sessions } = await run([path.join(CORPUS, "assorted/win7-system.evtx")]);
    expect(
      sessions.map(({ sid, startedAt, startRecord, ending }) => [sid, startedAt, startRecord, ending.at]),
    ).toEqual(
      expected.map((row) => [row.user_sid, row.start_utc, Number(row.start_rec), row.end_utc || null]),
    );
  });

  test("three hosts collected by NXLog, split by host", async () => {
    const expected = await table("nxlog-three-hosts.sessions.tsv");
    const { sessions } = await run([path.join(CORPUS, "nxlog-three-hosts/events.ndjson")], { byHost: true });
    const second = (at: string | null) => at?.replace(".000Z", "Z") ?? "";
    expect(
      sessions.map(
        ({ host, boot, account, sid, logonId, linkedLogonId, logonType, startedAt, startRecord, ending }) => [
          host,
          String(boot),
          account,
          sid,
          logonId,
          linkedLogonId ?? "",
          String(logonType ?? ""),
          second(startedAt),
          String(startRecord ?? ""),
          second(ending.at),
        ],
      ),
    ).toEqual(
      expected.map((row) => [
        row.host,
        row.boot,
        row.user,
        row.sid,
        row.logon_id,
        row.other_token_logon_id,
        row.logon_type,
        row.start_utc,
        row.start_rec,
        row.end_utc,
      ]),
    );
    // Other channels of the feed go on for some seconds; open is what the three logs can vouch for.
    expect(sessions[1].ending).toMatchObject({ kind: "open", notBefore: "2020-09-04T07:09:08.000Z" });
  });
});
