import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { AuditEvent } from "@/lib/domain/audit-event";
import { cutBoots } from "@/lib/domain/pairing/cut-boots";
import { pairHost } from "@/lib/domain/pairing/pair-host";
import { readLog } from "./testing/read-log";

const CORPUS = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../../shared/corpus");
const isHere = existsSync(path.join(CORPUS, "expected"));

type Row = Readonly<Record<string, string>>;

interface Placed {
  readonly host: string | undefined;
  readonly record: string | undefined;
}

describe.skipIf(!isHere)(`tables of ${CORPUS}${isHere ? "" : " (not here: set CURFEW_CORPUS)"}`, () => {
  const table = (name: string): Row[] => {
    const [head = "", ...rows] = readFileSync(path.join(CORPUS, "expected", name), "utf8")
      .trimEnd()
      .split("\n");
    const keys = head.split("\t");
    return rows.map((row) => Object.fromEntries(row.split("\t").map((cell, i) => [keys[i], cell])));
  };
  const eventsByHost = async (name: string) => {
    const { events } = await readLog(readFileSync(path.join(CORPUS, name)));
    const hosts = new Map<string, AuditEvent[]>();
    for (const { host, event } of events) hosts.set(host ?? "", [...(hosts.get(host ?? "") ?? []), event]);
    return hosts;
  };

  describe("a Security log of Windows 7", () => {
    let events: readonly AuditEvent[];
    beforeAll(async () => {
      events = [...(await eventsByHost("win7-security/security.evtx")).values()].flat();
    });

    test("each 4624 in its boot, with the first 4647 and 4634 of its id", () => {
      const expected = table("win7-security.logons.tsv");
      const types = new Set(expected.map((row) => Number(row.logon_type)));
      expect(logonsOf(events, toMilliseconds).filter(({ type }) => types.has(Number(type)))).toEqual(
        expected.map((row) => ({
          boot: row.boot,
          record: row.start_rec,
          at: row.start_utc,
          sid: row.sid,
          logonId: row.logon_id,
          linked: row.linked_logon_id,
          type: row.logon_type,
          loggedOff: `${row.rec_4647} ${row.t_4647}`,
          destroyed: `${row.rec_4634} ${row.t_4634}`,
        })),
      );
    });

    test("how sure each ending is, and when its logon session was destroyed", () => {
      const expected = table("win7-security.sessions.tsv");
      expect(
        pairHost(events).sessions.map(({ logonId, ending, destroyedAt }) => ({
          logonId,
          confidence: ending.confidence,
          destroyedAt: toMilliseconds(destroyedAt),
        })),
      ).toEqual(
        expected.map((row) => ({
          logonId: row.logon_id,
          // Where a next boot is all that is known, Curfew claims less than an interval.
          confidence: row.end_kind === "lost(no logoff, no 1100; next boot)" ? "low" : row.end_confidence,
          destroyedAt: row.first_4634_utc,
        })),
      );
    });

    test("why each excluded logon is none of its own, and whose part it is", () => {
      const REASONS: Row = { reauth: "unlock", elevation: "elevation", programmatic: "programmatic" };
      const excluded = pairHost(events).leftovers.flatMap((left) =>
        left.kind === "excluded_logon" ? [left] : [],
      );
      const expected = table("win7-security.excluded.tsv");
      expect(
        excluded.map(({ boot, reason, records }) => [boot, reason, String(records[0]?.recordId)]),
      ).toEqual(expected.map((row) => [row.boot, REASONS[row.class ?? ""], row.start_rec]));
      const unlocks = (row: Row) => row.class === "reauth";
      expect(excluded.filter(({ reason }) => reason === "unlock").map(({ belongsTo }) => belongsTo)).toEqual(
        expected.filter(unlocks).map((row) => row.belongs_to_session),
      );
    });
  });

  describe("three hosts collected by NXLog", () => {
    let hosts: ReadonlyMap<string, readonly AuditEvent[]>;
    beforeAll(async () => {
      hosts = await eventsByHost("nxlog-three-hosts/events.ndjson");
    });

    test("each 4624 in its boot, with the first 4647 and 4634 of its id", () => {
      const rows = table("nxlog-three-hosts.logons.tsv").filter(({ paired }) => paired !== "ORPHAN_END");
      const found = [...hosts].flatMap(([host, list]) =>
        logonsOf(list, toSeconds).map((logon) => ({ host, ...logon })),
      );
      const expected = rows.map((row) => ({
        host: row.host,
        boot: row.boot,
        record: row.start_rec,
        at: row.start_utc,
        sid: row.sid,
        logonId: row.logon_id,
        linked: row.linked,
        type: row.logon_type,
        loggedOff: `${row.rec_4647} ${row.t_4647}`,
        destroyed: `${row.rec_4634} ${row.t_4634}`,
      }));
      const byPlace = (a: Placed, b: Placed) =>
        (a.host ?? "").localeCompare(b.host ?? "") || Number(a.record) - Number(b.record);
      const types = new Set(expected.map(({ type }) => type));
      expect(found.filter(({ type }) => types.has(type)).sort(byPlace)).toEqual(expected.sort(byPlace));
    });

    test("number, reconnection, lock and unlocks of its sessions", () => {
      const expected = table("nxlog-three-hosts.sessions.tsv");
      const paired = [...hosts].map(([, list]) => pairHost(list));
      const sessions = paired.flatMap((one) => one.sessions);
      expect(sessions.map(({ sessionId }) => sessionId)).toEqual(expected.map((row) => row.ts_session));
      const drawn = sessions.flatMap(({ segments }) =>
        segments.map(({ kind, from, until }) => `${kind} ${toSeconds(from)} ${toSeconds(until)}`),
      );
      const told = expected
        .map((row) => timesOf(row.disc_reconn))
        .concat(expected.map((row) => timesOf(row.lock_unlock)));
      const [disconnected = [], locked = []] = told.filter((times) => times.length > 0);
      expect(drawn).toEqual([`disconnected ${disconnected.join(" ")}`, `locked ${locked.join(" ")}`]);
      const unlocks = paired
        .flatMap((one) => one.leftovers)
        .filter((left) => left.kind === "excluded_logon" && left.belongsTo === expected[1]?.logon_id);
      expect(unlocks.map(({ at }) => toSeconds(at))).toEqual(timesOf(expected[1]?.reauth_times));
    });
  });
});

/** Every 4624 of a host, without a thought for what it means. */
function logonsOf(events: readonly AuditEvent[], written: (at: number | null) => string) {
  return cutBoots(events).flatMap(({ ordinal, events: boot }) => {
    const firstEnd = (eventId: number, logon: AuditEvent) => {
      const end = boot.find((event) => event.eventId === eventId && event.logonId === logon.logonId);
      return end ? `${end.recordId} ${written(end.at)}` : " ";
    };
    return boot
      .filter(({ eventId }) => eventId === 4624)
      .map((logon) => ({
        boot: String(ordinal),
        record: String(logon.recordId),
        at: written(logon.at),
        sid: logon.sid,
        logonId: logon.logonId,
        linked: logon.linkedLogonId ?? "",
        type: String(logon.logonType),
        loggedOff: firstEnd(4647, logon),
        destroyed: firstEnd(4634, logon),
      }));
  });
}

function toMilliseconds(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}

function toSeconds(at: number | null): string {
  return toMilliseconds(at).replace(/\.\d+Z$/, "Z");
}

function timesOf(cell: string | undefined): string[] {
  return cell?.match(/\d{4}-\d\d-\d\dT[\d:]+Z/g) ?? [];
}
