import type { Connection, Submittable } from "pg";
import type { BulkClient } from "./bulk-transaction";

/** The server reads a message as a whole before it keeps a row of it: while it keeps one piece, the next is on its way. */
const PIECE_BYTES = 64 * 1024;

const COPY_DATA = 0x64;
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/** Rows as `CopyWriter` writes them, into a table and its columns. */
export function copyIn(client: BulkClient, target: string, rows: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(target, rows, resolve, reject));
  });
}

class CopyIn implements Submittable {
  readonly #target: string;
  readonly #rows: Buffer;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;

  constructor(target: string, rows: Buffer, resolve: () => void, reject: (error: Error) => void) {
    this.#target = target;
    this.#rows = rows;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.query(`COPY ${this.#target} FROM STDIN (FORMAT binary)`);
  }

  /** All is in memory already: it is handed over at once. Of rows behind one that fails the server takes no notice. */
  handleCopyInResponse({ stream }: Connection): void {
    stream.cork();
    for (let from = 0; from < this.#rows.length; from += PIECE_BYTES) {
      const piece = this.#rows.subarray(from, from + PIECE_BYTES);
      const head = Buffer.alloc(5, COPY_DATA);
      head.writeInt32BE(piece.length + 4, 1);
      stream.write(head);
      stream.write(piece);
    }
    stream.write(COPY_DONE);
    stream.uncork();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}
