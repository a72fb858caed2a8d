import { isWtmpRecord, readWtmpRecord, WTMP_RECORD_BYTES, wtmpEvent } from "@/lib/domain/wtmp-record";
import type { LogReader, LogSink } from "./log-reader";
import { newTally } from "./report";

/** The file of wtmp records that Linux keeps up to Debian 12. It names no host. */
export function readWtmp(sink: LogSink): LogReader {
  const tally = newTally();
  const held = new Uint8Array(WTMP_RECORD_BYTES);
  let heldBytes = 0;
  const reject = (bytes: number, reason: string) => {
    tally.rejected++;
    tally.rejectedBytes += bytes;
    sink.reject({ offset: tally.bytes, bytes, line: null, reason });
  };
  const take = () => {
    const view = new DataView(held.buffer);
    if (!isWtmpRecord(view)) reject(WTMP_RECORD_BYTES, "no record of wtmp");
    else {
      tally.records++;
      tally.recordBytes += WTMP_RECORD_BYTES;
      const event = wtmpEvent(readWtmpRecord(view), tally.bytes / WTMP_RECORD_BYTES);
      if (event) {
        tally.kept++;
        sink.event({ host: null, event, raw: null });
      } else tally.skipped++;
    }
    tally.bytes += WTMP_RECORD_BYTES;
    heldBytes = 0;
  };
  return {
    tally,
    notes: [],
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const added = Math.min(WTMP_RECORD_BYTES - heldBytes, bytes.length - at);
        held.set(bytes.subarray(at, at + added), heldBytes);
        heldBytes += added;
        at += added;
        if (heldBytes === WTMP_RECORD_BYTES) take();
      }
    },
    finish() {
      if (heldBytes === 0) return;
      reject(heldBytes, "the file ends inside of a record");
      tally.bytes += heldBytes;
      heldBytes = 0;
    },
  };
}
