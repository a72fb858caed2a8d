import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readAll } from "./testing/read-all";

const CORPUS = process.env.CURFEW_CORPUS ?? path.join(import.meta.dirname, "../../../../shared/corpus");
const isHere = existsSync(path.join(CORPUS, "assorted"));

describe.skipIf(!isHere)(`logs in ${CORPUS}${isHere ? "" : " (not here: set CURFEW_CORPUS)"}`, () => {
  const read = (file: string) => readAll(readFileSync(path.join(CORPUS, file)));

  test.each([
    ["win7-security/security.evtx", 2261],
    ["assorted/Security_with_size_t.evtx", 636],
    ["assorted/post-Security.evtx", 126],
    ["assorted/win7-system.evtx", 1601],
  ])("%s: every record, every byte, every checksum", (file, records) => {
    const { rejects, tally } = read(file);
    expect(rejects).toEqual([]);
    expect(tally).toMatchObject({ records, checksumFaults: 0 });
    expect(tally.recordBytes + tally.structureBytes + tally.freeBytes).toBe(tally.bytes);
  });

  test("assorted/security-small.evtx is cut off inside of a record", () => {
    const { rejects, tally } = read("assorted/security-small.evtx");
    expect(tally.records).toBe(283);
    expect(rejects).toEqual([
      { offset: 199_640, bytes: 360, line: null, reason: "the file ends inside of a record" },
    ]);
  });

  test.each(["Security_short_selected", "new-user-security"])(
    "%s: the same fields as libevtx reads",
    (name) => {
      const { records } = read(`assorted/${name}.evtx`);
      const xml = readFileSync(path.join(CORPUS, `assorted/${name}.evtxexport.xml`), "utf8");
      const expected = [...xml.matchAll(/<Event [\s\S]*?<\/Event>/g)].map(([event]) => ({
        recordId: Number(/<EventRecordID>(\d+)</.exec(event)?.[1]),
        eventId: Number(/<EventID[^>]*>(\d+)</.exec(event)?.[1]),
        channel: /<Channel>([^<]*)</.exec(event)?.[1],
        provider: /<Provider Name="([^"]*)"/.exec(event)?.[1],
        computer: /<Computer>([^<]*)</.exec(event)?.[1],
        at: Math.floor(Date.parse(/SystemTime="([^"]*)\d{6}Z"/.exec(event)?.[1]?.concat("Z") ?? "")),
        fields: Object.fromEntries(
          [...event.matchAll(/<Data Name="([^"]*)"(?:\/>|>([^<]*)<\/Data>)/g)].map(([, key, value = ""]) => [
            key,
            plain(value),
          ]),
        ),
      }));
      expect(expected.length).toBeGreaterThan(3);
      expect(
        records.map(({ fields, at, ...record }) => ({
          ...record,
          at: Math.floor(at),
          fields: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)])),
        })),
      ).toEqual(expected);
    },
  );
});

/** libevtx pads numbers, keeps entities and writes GUIDs in lower case. */
function plain(value: string): string {
  const text = value
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\r/g, "");
  return /^0x[0-9a-f]+$/i.test(text) ? `0x${BigInt(text).toString(16)}` : text.toLowerCase();
}
