/** An ExportLogsServiceRequest with these bodies, in JSON. */
export function otlpJson(bodies: readonly unknown[]): Uint8Array {
  const logRecords = bodies.map((body) => ({ timeUnixNano: "0", body: anyValueOf(body) }));
  return Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }));
}

function anyValueOf(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { intValue: String(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValueOf) } };
  const values = Object.entries(value ?? {}).map(([key, inner]) => ({ key, value: anyValueOf(inner) }));
  return { kvlistValue: { values } };
}

/** The same in protobuf. */
export function otlpProtobuf(bodies: readonly unknown[]): Uint8Array {
  const records = bodies.map((body) =>
    field(2, Buffer.concat([fixed64(1, 0n), field(5, binaryValue(body))])),
  );
  const resource = field(
    1,
    field(1, Buffer.concat([field(1, Buffer.from("k")), field(2, binaryValue("v"))])),
  );
  return field(1, Buffer.concat([resource, field(2, Buffer.concat(records))]));
}

function binaryValue(value: unknown): Buffer {
  if (typeof value === "string") return field(1, Buffer.from(value));
  if (typeof value === "number") return Buffer.concat([varint((3 << 3) | 0), varint(value)]);
  if (Array.isArray(value)) return field(5, Buffer.concat(value.map((one) => field(1, binaryValue(one)))));
  const pairs = Object.entries(value ?? {}).map(([key, inner]) =>
    field(1, Buffer.concat([field(1, Buffer.from(key)), field(2, binaryValue(inner))])),
  );
  return field(6, Buffer.concat(pairs));
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
