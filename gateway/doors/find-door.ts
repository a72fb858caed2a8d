import { bulk } from "./bulk";
import type { Door } from "./door";
import { handshakeAt } from "./handshake";
import { metrics } from "./metrics";
import { ndjson } from "./ndjson";
import { otlp } from "./otlp";

const POST = { methods: ["POST"], permission: "event.ingest" } as const;
const BULK: Door = { ...POST, methods: ["POST", "PUT"], refusals: "elastic", handle: bulk };
const NDJSON: Door = { ...POST, refusals: "problem", handle: ndjson };
const OTLP: Door = { ...POST, refusals: "otlp", handle: otlp };
const METRICS: Door = { methods: ["GET"], permission: "host.read", refusals: "problem", handle: metrics };

/** The ways in for log shippers, by path; null for every other path. */
export function findDoor(path: string): Door | null {
  if (path === "/ingest/ndjson") return NDJSON;
  if (path === "/v1/logs") return OTLP;
  if (path === "/metrics") return METRICS;
  // An index is named by whoever set the shipper up; it means nothing here.
  if (/^(\/[^/_][^/]{0,254})?\/_bulk\/?$/.test(path)) return BULK;
  const handshake = handshakeAt(path);
  return handshake && { ...handshake, permission: "event.ingest", refusals: "elastic" };
}
