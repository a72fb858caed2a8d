import { expect, test } from "vitest";
import type { FoundApiToken } from "@/lib/auth/api-token";
import { DomainError } from "@/lib/domain/errors";
import type { Shipped } from "@/lib/services/take-shipments";
import { CommitQueue } from "./commit-queue";
import { Overloaded } from "./intake";

const tokenOf = (tokenId: number): FoundApiToken => ({
  actor: { kind: "token", tokenId, name: "t", role: "auditor", scopes: ["ingest"] },
  group: "",
});
const shipment = (rejected: number): Shipped => ({ events: [], rejects: [], skipped: 0, rejected });
const never = new AbortController().signal;

/** Commits that wait to be let go, and what each held. */
function heldQueue() {
  const batches: number[][] = [];
  const settles: ((error?: Error) => void)[] = [];
  const queue = new CommitQueue(
    (_, shipments) => {
      batches.push(shipments.map(({ rejected }) => rejected));
      return new Promise((resolve, reject) => {
        settles.push((error) => (error ? reject(error) : resolve()));
      });
    },
    () => {},
  );
  const settle = async (error?: Error) => {
    await expect.poll(() => settles.length, { timeout: 5_000 }).toBeGreaterThan(0);
    settles.shift()?.(error);
  };
  return { queue, batches, settle };
}

test("what waits for one token goes together; another token's goes by itself", async () => {
  const { queue, batches, settle } = heldQueue();
  const all = [
    queue.add(tokenOf(1), shipment(1), never),
    queue.add(tokenOf(1), shipment(2), never),
    queue.add(tokenOf(2), shipment(3), never),
    queue.add(tokenOf(1), shipment(4), never),
  ];
  for (let n = 0; n < 3; n++) await settle();
  await Promise.all(all);
  expect(batches).toEqual([[1], [2, 4], [3]]);
});

test("what failed in company is tried alone, until it is kept", async () => {
  const { queue, batches, settle } = heldQueue();
  const all = [1, 2, 3].map((n) => queue.add(tokenOf(1), shipment(n), never));
  await settle();
  await settle(new Error("the database is away"));
  await settle(new Error("still away"));
  await settle();
  await settle();
  await Promise.all(all);
  expect(batches).toEqual([[1], [2, 3], [2], [3], [2]]);
});

test("a refusal reaches the one who sent it, and nobody else", async () => {
  const { queue, settle } = heldQueue();
  const refusal = new DomainError("invalid_input", "no");
  const [first, bad, good] = [1, 2, 3].map((n) => queue.add(tokenOf(1), shipment(n), never));
  const said = bad?.catch((error: unknown) => error);
  await settle();
  await settle(refusal);
  await settle(refusal);
  await settle();
  await Promise.all([first, good]);
  expect(await said).toBe(refusal);
});

test("whoever is held for too long is let go, and is not committed any more", async () => {
  const { queue, batches, settle } = heldQueue();
  const over = new AbortController();
  const first = queue.add(tokenOf(1), shipment(1), never);
  const late = queue.add(tokenOf(1), shipment(2), over.signal);
  over.abort();
  await expect(late).rejects.toBeInstanceOf(Overloaded);
  await settle();
  await first;
  const last = queue.add(tokenOf(1), shipment(3), never);
  await settle();
  await last;
  expect(batches).toEqual([[1], [3]]);
});
