/** Fields of one protobuf message, as protobuf.dev's "Encoding" describes them. Throws a BadProtobuf. */
export class ProtobufReader {
  /** Of the field that `next` stands on. */
  field = 0;
  wire = 0;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  next(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    const tag = this.#small();
    this.field = tag >>> 3;
    this.wire = tag & 7;
    return true;
  }

  /** Tags and lengths: 32 bits, nearly always one byte or two. */
  #small(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new BadProtobuf();
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new BadProtobuf();
  }

  message(): Buffer {
    if (this.wire !== 2) throw new BadProtobuf();
    return this.#take(this.#small());
  }

  text(): string {
    if (this.wire !== 2) throw new BadProtobuf();
    const length = this.#small();
    const from = this.#at;
    if (from + length > this.#bytes.length) throw new BadProtobuf();
    this.#at = from + length;
    return this.#bytes.toString("utf8", from, this.#at);
  }

  fixed64(): bigint {
    return this.#take(8).readBigUInt64LE();
  }

  double(): number {
    return this.#take(8).readDoubleLE();
  }

  skip(): void {
    if (this.wire === 0) this.varint();
    else if (this.wire === 1) this.#take(8);
    else if (this.wire === 2) this.message();
    else if (this.wire === 5) this.#take(4);
    else throw new BadProtobuf();
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (!(end <= this.#bytes.length)) throw new BadProtobuf();
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

export class BadProtobuf extends Error {
  override readonly message = "the body is no protobuf of OTLP, or it is cut off";
}
