import { expect, test } from "vitest";
import { CHUNK_BYTES } from "@/lib/domain/import-facts";
import { withPiece } from "./with-piece";

const PART = 64 * 1024;

interface Sent {
  readonly request: Request;
  /** How many parts were asked for, and whether the rest was refused. */
  readonly seen: { parts: number; isGivenUp: boolean };
}

/** A body that goes on for as long as somebody reads it, unless it ends after so many parts. */
function sending(said: number | null, parts = Number.POSITIVE_INFINITY): Sent {
  const seen = { parts: 0, isGivenUp: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (seen.parts === parts) return controller.close();
        controller.enqueue(new Uint8Array(PART).fill(++seen.parts));
      },
      cancel() {
        seen.isGivenUp = true;
      },
    },
    { highWaterMark: 0 },
  );
  const headers: HeadersInit = said === null ? {} : { "content-length": String(said) };
  const sent: RequestInit & { duplex: "half" } = { method: "PUT", body, headers, duplex: "half" };
  const request = new Request("http://curfew.example/", sent);
  return { request, seen };
}

test("piece after piece lies in the same memory, and each is what was sent", async () => {
  const places = new Set<ArrayBufferLike>();
  for (let turn = 0; turn < 20; turn++) {
    const parts = 1 + (turn % 3);
    await withPiece(sending(parts * PART, parts).request, async (piece) => {
      places.add(piece.buffer);
      expect(piece.length).toBe(parts * PART);
      for (let n = 0; n < parts; n++)
        expect([piece[n * PART], piece[n * PART + PART - 1]]).toEqual([n + 1, n + 1]);
    });
  }
  expect(places.size).toBe(1);
});

test("pieces that come at once do not lie in one another", async () => {
  const taken = await Promise.all(
    Array.from({ length: 6 }, () =>
      withPiece(sending(2 * PART, 2).request, async (piece) => {
        const before = [piece[0], piece[PART]];
        await new Promise(setImmediate);
        return { buffer: piece.buffer, isKept: piece[0] === before[0] && piece[PART] === before[1] };
      }),
    ),
  );
  expect(taken.every(({ isKept }) => isKept)).toBe(true);
  expect(new Set(taken.map(({ buffer }) => buffer)).size).toBe(6);
});

test("a body that goes on beyond its length is given up there, never gathered", async () => {
  const { request, seen } = sending(3 * PART);
  const refused = withPiece(request, async () => "taken");
  await expect(refused).rejects.toMatchObject({ code: "invalid_input", field: "body" });
  expect(seen).toEqual({ parts: 4, isGivenUp: true });
});

test("a length that is too long, or not told, is refused before anything is read", async () => {
  for (const said of [CHUNK_BYTES + 1, null]) {
    const { request, seen } = sending(said);
    await expect(withPiece(request, async () => "taken")).rejects.toMatchObject({ code: "invalid_input" });
    expect(seen.parts).toBe(0);
  }
});

test("a body that was cut is not taken for a piece", async () => {
  const { request } = sending(3 * PART, 2);
  await expect(withPiece(request, async () => "taken")).rejects.toMatchObject({
    message: "The piece was cut on its way.",
  });
});
