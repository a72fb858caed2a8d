import type { LogReader, LogSink } from "../log-reader";
import { type Encoding, Utf16Pieces } from "./encoding";

/** A reader of text is given UTF-16 in whole characters, low byte first; UTF-8 it takes as it comes. */
export function inWholeCharacters(reader: LogReader, sink: LogSink, encoding: Encoding): LogReader {
  if (encoding === "utf-8") return reader;
  const pieces = new Utf16Pieces(encoding);
  return {
    tally: reader.tally,
    get notes() {
      return reader.notes;
    },
    push: (bytes) => reader.push(pieces.whole(bytes)),
    finish: () => {
      reader.finish();
      if (!pieces.hasOddByte) return;
      const { tally } = reader;
      tally.rejected++;
      tally.rejectedBytes++;
      sink.reject({
        offset: tally.bytes,
        bytes: 1,
        line: null,
        reason: "the file ends inside of a character",
      });
      tally.bytes++;
    },
  };
}
