import { crc32 } from "node:zlib";
import type { LogTally, Reject } from "../../report";
import { EvtxReader } from "../evtx-reader";

export interface ReadRecord {
  readonly recordId: number;
  readonly eventId: number;
  readonly at: number;
  readonly provider: string | null;
  readonly channel: string | null;
  readonly computer: string | null;
  readonly fields: Readonly<Record<string, string>>;
}

/** Every record with every field, out of bytes that arrive in pieces of one size. */
export function readAll(
  bytes: Uint8Array,
  { pieceBytes = bytes.length, wanted }: { pieceBytes?: number; wanted?: ReadonlySet<number> } = {},
): { records: ReadRecord[]; rejects: Reject[]; tally: LogTally } {
  const records: ReadRecord[] = [];
  const rejects: Reject[] = [];
  const reader = new EvtxReader<ReadRecord>({
    read: (record) => ({
      recordId: record.recordId,
      eventId: record.eventId,
      at: record.at,
      provider: record.provider,
      channel: record.channel,
      computer: record.computer,
      fields: Object.fromEntries(record.fields()),
    }),
    emit: (record) => records.push(record),
    reject: (reject) => rejects.push(reject),
    crc32,
    ...(wanted ? { wanted } : {}),
  });
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.push(bytes.subarray(at, at + pieceBytes));
  reader.finish();
  return { records, rejects, tally: reader.tally };
}
