import { BadProtobuf, ProtobufReader } from "./protobuf";

const MAX_DEPTH = 16;

/**
 * The bodies in an ExportLogsServiceRequest of opentelemetry-proto: resource_logs = 1, scope_logs = 2, log_records = 2,
 * of a log record time_unix_nano = 1 and body = 5. All else is stepped over. Throws a BadProtobuf.
 */
export function* protobufBodies(body: Uint8Array): Generator<{ body: unknown; at: number | null }> {
  const request = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (const resource of messagesIn(request, 1))
    for (const scope of messagesIn(resource, 2))
      for (const record of messagesIn(scope, 2)) yield bodyOf(record);
}

function* messagesIn(bytes: Buffer, field: number): Generator<Buffer> {
  const reader = new ProtobufReader(bytes);
  while (reader.next()) {
    if (reader.field === field) yield reader.message();
    else reader.skip();
  }
}

function bodyOf(record: Buffer): { body: unknown; at: number | null } {
  const reader = new ProtobufReader(record);
  let body: unknown = null;
  let at: number | null = null;
  while (reader.next()) {
    if (reader.field === 5) body = plainValue(reader.message(), 0);
    else if (reader.field === 1 && reader.wire === 1) at = milliseconds(reader.fixed64());
    else reader.skip();
  }
  return { body, at };
}

/** AnyValue: string 1, bool 2, int 3, double 4, array 5, key-value list 6, bytes 7. */
function plainValue(bytes: Buffer, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new BadProtobuf();
  const reader = new ProtobufReader(bytes);
  let value: unknown = null;
  while (reader.next()) {
    if (reader.field === 1) value = reader.text();
    else if (reader.field === 2) value = reader.varint() !== 0n;
    else if (reader.field === 3) value = wholeOrText(BigInt.asIntN(64, reader.varint()));
    else if (reader.field === 4) value = reader.double();
    else if (reader.field === 5)
      value = [...messagesIn(reader.message(), 1)].map((one) => plainValue(one, depth + 1));
    else if (reader.field === 6) value = pairsOf(reader.message(), depth);
    else if (reader.field === 7) value = reader.message().toString("hex");
    else reader.skip();
  }
  return value;
}

function pairsOf(list: Buffer, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const pair of messagesIn(list, 1)) {
    const reader = new ProtobufReader(pair);
    let key = "";
    let value: unknown = null;
    while (reader.next()) {
      if (reader.field === 1) key = reader.text();
      else if (reader.field === 2) value = plainValue(reader.message(), depth + 1);
      else reader.skip();
    }
    if (key !== "__proto__") made[key] = value;
  }
  return made;
}

function wholeOrText(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function milliseconds(nanoseconds: bigint): number | null {
  return nanoseconds === 0n ? null : Number(nanoseconds / 100n) / 10_000;
}
