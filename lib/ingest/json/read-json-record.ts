import type { ReadOptions } from "../log-reader";
import type { RecordOutcome } from "../record-outcome";
import { findRecord, findRecords } from "./find-records";
import { outcomeOf } from "./outcome-of";

/** One record of any JSON dialect, parsed already. Never throws. */
export function readJsonRecord(value: unknown, options: ReadOptions): RecordOutcome {
  return outcomeOf(findRecord(value, options.utcOffsetMinutes), options);
}

/** As readJsonRecord, for values that can hold many: an OTLP request, a search answer of Elasticsearch, a list. */
export function readJsonValue(value: unknown, options: ReadOptions): readonly RecordOutcome[] {
  const outcomes: RecordOutcome[] = [];
  findRecords(value, options.utcOffsetMinutes, (found) => outcomes.push(outcomeOf(found, options)));
  return outcomes;
}
