/** PostgreSQL's dates begin in 2000. */
const EPOCH_MICROS = 946_684_800_000_000;
const HEAD = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const NULL = -1;
const JSONB_VERSION = 1;

/** Writes rows as `COPY … (FORMAT binary)` reads them. */
export class CopyWriter {
  #buffer: Buffer;
  #used = 0;

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafe(Math.max(1024, bytes));
    HEAD.copy(this.#buffer);
    this.#used = HEAD.length;
  }

  row(columns: number): void {
    this.#room(2);
    this.#used = this.#buffer.writeInt16BE(columns, this.#used);
  }

  smallint(value: number | null): void {
    this.#room(6);
    if (value === null) {
      this.#null();
      return;
    }
    this.#used = this.#buffer.writeInt32BE(2, this.#used);
    this.#used = this.#buffer.writeInt16BE(value, this.#used);
  }

  int(value: number | null): void {
    this.#room(8);
    if (value === null) {
      this.#null();
      return;
    }
    this.#used = this.#buffer.writeInt32BE(4, this.#used);
    this.#used = this.#buffer.writeInt32BE(value, this.#used);
  }

  bigint(value: number): void {
    this.#room(12);
    this.#used = this.#buffer.writeInt32BE(8, this.#used);
    const high = Math.floor(value / 2 ** 32);
    this.#used = this.#buffer.writeInt32BE(high, this.#used);
    this.#used = this.#buffer.writeUInt32BE(value - high * 2 ** 32, this.#used);
  }

  timestamp(micros: number): void {
    this.bigint(micros - EPOCH_MICROS);
  }

  text(value: string | null): void {
    this.#bytes(value, 0);
  }

  jsonb(value: unknown): void {
    this.#bytes(value === null ? null : JSON.stringify(value), 1);
  }

  /** What was written; nothing may be written after it. */
  end(): Buffer {
    this.row(NULL);
    return this.#buffer.subarray(0, this.#used);
  }

  #bytes(value: string | null, prefix: 0 | 1): void {
    if (value === null) {
      this.#room(4);
      this.#null();
      return;
    }
    // A UTF-16 unit takes three bytes at most.
    this.#room(5 + value.length * 3);
    const from = this.#used + 4 + prefix;
    if (prefix === 1) this.#buffer[from - 1] = JSONB_VERSION;
    const written = this.#buffer.write(value, from, "utf8");
    this.#buffer.writeInt32BE(written + prefix, this.#used);
    this.#used = from + written;
  }

  #null(): void {
    this.#used = this.#buffer.writeInt32BE(NULL, this.#used);
  }

  #room(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#used + bytes));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
