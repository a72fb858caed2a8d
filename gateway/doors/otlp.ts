import { setImmediate } from "node:timers/promises";
import { readOtlp } from "@/lib/ingest/otlp/read-otlp";
import { Refusal } from "../refusal";
import type { DoorAnswer, DoorRequest } from "./door";
import { partialSuccess } from "./otlp-answer";
import { READ_OPTIONS } from "./read-record";
import { readSlices } from "./read-slices";
import { Shipment } from "./shipment";

/** A request is one message, which is whole in memory while it is read: four times a collector's usual batch. */
export const MAX_OTLP_BYTES = 32 * 1024 * 1024;
/** Agents are answered in between. */
const SLICE_MS = 5;

/** OTLP/HTTP logs, as JSON or protobuf. What is no record of ours is told as a partial success, and is not sent again. */
export async function otlp(request: DoorRequest): Promise<DoorAnswer> {
  const format = formatOf(request.message.headers["content-type"]);
  const ticket = request.doors.intake.enter();
  try {
    const slices: Buffer[] = [];
    for await (const slice of readSlices(request.message, ticket, request.patience, MAX_OTLP_BYTES)) {
      slices.push(slice);
    }
    const shipment = await readRecords(Buffer.concat(slices), format);
    await request.doors.commits.add(request.token, shipment, request.patience.over);
    return { status: 200, ...partialSuccess(format, shipment.rejected, shipment.rejects[0]?.reason ?? "") };
  } finally {
    ticket.leave();
  }
}

async function readRecords(body: Buffer, format: "json" | "protobuf"): Promise<Shipment> {
  const shipment = new Shipment();
  let number = 0;
  let sliceUntil = performance.now() + SLICE_MS;
  for (const outcome of readOtlp(body, format, READ_OPTIONS)) {
    shipment.take(outcome, "log record", { number: ++number, bytes: null, length: 0 });
    if (performance.now() < sliceUntil) continue;
    await setImmediate();
    sliceUntil = performance.now() + SLICE_MS;
  }
  return shipment;
}

function formatOf(contentType: string | undefined): "json" | "protobuf" {
  const [type = ""] = (contentType ?? "").split(";", 1);
  switch (type.trim().toLowerCase()) {
    case "application/json":
      return "json";
    case "application/x-protobuf":
    case "application/protobuf":
      return "protobuf";
    default:
      throw new Refusal(
        415,
        "invalid_input",
        "OTLP comes as application/json or application/x-protobuf.",
        "content-type",
      );
  }
}
