type Format = "json" | "protobuf";
interface Answer {
  readonly contentType: string;
  readonly body: string | Buffer;
}

/** ExportLogsServiceResponse: empty where everything was taken. */
export function partialSuccess(format: Format, rejected: number, reason: string): Answer {
  if (format === "json") {
    const partial = { rejectedLogRecords: String(rejected), errorMessage: reason };
    return {
      contentType: "application/json",
      body: JSON.stringify(rejected === 0 ? {} : { partialSuccess: partial }),
    };
  }
  const partial = Buffer.concat([field(1, varint(rejected), 0), field(2, Buffer.from(reason), 2)]);
  return {
    contentType: "application/x-protobuf",
    body: rejected === 0 ? Buffer.alloc(0) : field(1, partial, 2),
  };
}

/** google.rpc.Status, as OTLP wants a refusal told. */
export function rpcStatus(isProtobuf: boolean, code: number, message: string): Answer {
  if (!isProtobuf) return { contentType: "application/json", body: JSON.stringify({ code, message }) };
  const body = Buffer.concat([field(1, varint(code), 0), field(2, Buffer.from(message), 2)]);
  return { contentType: "application/x-protobuf", body };
}

function field(number: number, value: Buffer, wireType: 0 | 2): Buffer {
  const key = varint(number * 8 + wireType);
  return wireType === 0 ? Buffer.concat([key, value]) : Buffer.concat([key, varint(value.length), value]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
