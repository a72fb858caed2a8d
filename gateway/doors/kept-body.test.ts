import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { KeptBody } from "./kept-body";
import { Shipment } from "./shipment";

/** As much of a request as is looked at. */
async function kept(change: { encoding?: string; packedBytes?: number; keptBytes?: number; line?: number }) {
  const { encoding = "gzip", packedBytes = 100, keptBytes = 900, line = 1 } = change;
  const message = Object.assign(new PassThrough(), { headers: { "content-encoding": encoding } });
  const body = new KeptBody(message as unknown as IncomingMessage);
  message.end(Buffer.alloc(packedBytes, 7));
  await message.resume().toArray();
  const shipment = new Shipment();
  shipment.keptBytes = keptBytes;
  shipment.lastKeptLine = line;
  return body.worthKeeping(shipment, 1_000)?.length ?? null;
}

test("a packed request is kept as it came where nearly all of it is records", async () => {
  expect(await kept({})).toBe(100);
  expect(await kept({ keptBytes: 500 })).toBeNull();
});

test("what is not packed, too large, or counts too far is cut into blocks", async () => {
  expect(await kept({ encoding: "identity" })).toBeNull();
  expect(await kept({ packedBytes: 1024 * 1024 + 1 })).toBeNull();
  expect(await kept({ line: 32_768 })).toBeNull();
});
