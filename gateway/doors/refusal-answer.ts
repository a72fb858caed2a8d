import type { Problem } from "@/lib/protocol/messages";
import type { Refusal } from "../refusal";
import type { DoorAnswer, RefusalShape } from "./door";
import { rpcStatus } from "./otlp-answer";

const ELASTIC_TYPES: Readonly<Record<number, string>> = {
  401: "security_exception",
  403: "security_exception",
  413: "content_too_long_exception",
};
/** google.rpc.Code. */
const RPC_CODES: Readonly<Record<number, number>> = { 401: 16, 403: 7, 404: 5 };
const INVALID_ARGUMENT = 3;

/** A refusal in the words that the door's clients show to their people. */
export function refusalAnswer(
  shape: RefusalShape,
  { status, code, message, field }: Refusal,
  contentType: string | undefined,
): DoorAnswer {
  switch (shape) {
    case "elastic": {
      const error = { type: ELASTIC_TYPES[status] ?? "illegal_argument_exception", reason: message };
      return { status, body: JSON.stringify({ error: { root_cause: [error], ...error }, status }) };
    }
    case "otlp": {
      const isProtobuf = contentType?.includes("protobuf") === true;
      return { status, ...rpcStatus(isProtobuf, RPC_CODES[status] ?? INVALID_ARGUMENT, message) };
    }
    case "problem": {
      const problem: Problem = { error: code, message, ...(field ? { field } : {}) };
      return { status, contentType: "application/problem+json", body: JSON.stringify(problem) };
    }
  }
}
