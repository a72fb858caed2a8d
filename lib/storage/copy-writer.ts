/** PostgreSQL's dates begin in 2000. */
const EPOCH_MICROS = 946_684_800_000_000;
const HEAD = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const NULL = -1;
const JSONB_VERSION = 1;
const NEWLINE = 0x0a;

/** Writes rows as `COPY … (FORMAT binary)` reads them. */
export class CopyWriter {
  #buffer: Buffer;
  #used = 0;

  constructor(bytes: number) {
    this.#buffer = Buffer.allocUnsafe(Math.max(1024, Math.ceil(bytes)));
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

  bigint(value: number | null): void {
    this.#room(12);
    if (value === null) {
      this.#null();
      return;
    }
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

  /** Texts with a newline between them, as one. */
  lines(list: readonly (string | Buffer)[]): void {
    this.#room(4);
    const head = this.#used;
    this.#used += 4;
    for (const [i, one] of list.entries()) {
      this.#room(1 + (typeof one === "string" ? one.length * 3 : one.length));
      if (i > 0) this.#buffer[this.#used++] = NEWLINE;
      if (typeof one === "string") this.#used += this.#buffer.write(one, this.#used, "utf8");
      else this.#used += one.copy(this.#buffer, this.#used);
    }
    this.#buffer.writeInt32BE(this.#used - head - 4, head);
  }

  /** The text of a JSON value. */
  jsonb(text: string): void {
    this.#bytes(text, 1);
  }

  blob(value: Buffer | null): void {
    if (value === null) {
      this.text(null);
      return;
    }
    this.#room(4 + value.length);
    this.#used = this.#buffer.writeInt32BE(value.length, this.#used);
    this.#used += value.copy(this.#buffer, this.#used);
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
