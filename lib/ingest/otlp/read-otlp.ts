import { fieldsIn } from "../json/fields";
import { findRecord } from "../json/find-records";
import { outcomeOf } from "../json/outcome-of";
import { readJsonValue } from "../json/read-json-record";
import type { ReadOptions } from "../log-reader";
import type { RecordOutcome } from "../record-outcome";
import { otelBodyRecord } from "./otel-body";
import { BadProtobuf } from "./protobuf";
import { protobufBodies } from "./protobuf-bodies";

/** The log records of one OTLP/HTTP request body. Never throws: a body that is none is one reject. */
export function* readOtlp(
  body: Uint8Array,
  contentType: "json" | "protobuf",
  options: ReadOptions,
): Iterable<RecordOutcome> {
  if (contentType === "json") yield* readJson(body, options);
  else yield* readProtobuf(body, options);
}

function readJson(body: Uint8Array, options: ReadOptions): readonly RecordOutcome[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (Array.isArray(fieldsIn(value)?.resourceLogs)) return readJsonValue(value, options);
    return [{ kind: "reject", reason: "the body has no resourceLogs: it is no request of OTLP" }];
  } catch {
    return [{ kind: "reject", reason: "the body is not JSON" }];
  }
}

/** What came before a damage is told, then the damage. */
function* readProtobuf(body: Uint8Array, options: ReadOptions): Generator<RecordOutcome> {
  try {
    for (const { body: value, at } of protobufBodies(body)) {
      const fields = fieldsIn(value);
      const isEvent = fields !== null && fields.event_id !== undefined;
      const found = isEvent
        ? otelBodyRecord(fields, at)
        : findRecord(typeof value === "string" ? { body: value } : value, options.utcOffsetMinutes);
      yield outcomeOf(found, options);
    }
  } catch (thrown) {
    if (!(thrown instanceof BadProtobuf)) throw thrown;
    yield { kind: "reject", reason: thrown.message };
  }
}
