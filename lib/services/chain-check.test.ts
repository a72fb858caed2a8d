import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Random } from "@/agent/simulated/random";
import { GENESIS, trailText } from "@/lib/domain/trail";
import { checkpointText, makeKeyPair, signText } from "@/lib/protocol/signature";
import type { Checkpoint } from "@/lib/storage/trail-checkpoints";
import { ChainCheck, type StoredLink } from "./chain-check";

const ENTRIES = 12;
const KEYS = makeKeyPair();
const STRANGER = makeKeyPair();
const AT = new Date("2026-03-01T08:00:00Z");

function hashed(link: Omit<StoredLink, "hash">): StoredLink {
  const text = trailText({ ...link, at: link.at.getTime() });
  return { ...link, hash: createHash("sha256").update(text).digest("hex") };
}

function chainOf(reasons: readonly string[]): StoredLink[] {
  const links: StoredLink[] = [];
  reasons.forEach((reason, n) => {
    const previous = links.at(-1)?.hash ?? GENESIS;
    const actor = { kind: "operator", operatorId: 1 };
    const facts = { name: "order.request", actor, subject: `order:${n}`, detail: { reason } };
    links.push(hashed({ seq: BigInt(n + 1), at: AT, ...facts, previous }));
  });
  return links;
}

function sign({ seq, hash }: StoredLink, keys = KEYS): Checkpoint {
  const { publicKey, privateKey } = keys;
  return { seq, hash, at: AT, publicKey, signature: signText(privateKey, checkpointText(seq, hash, +AT)) };
}

const REASONS = Array.from({ length: ENTRIES }, (_, n) => `reason ${n}`);
const CHAIN = chainOf(REASONS);
const CHECKPOINTS = [CHAIN[3], CHAIN[7], CHAIN[11]].flatMap((link) => (link ? [sign(link)] : []));

function faultIn(links: readonly StoredLink[], checkpoints = CHECKPOINTS): string | null {
  const check = new ChainCheck({ seq: 1n, previous: GENESIS }, checkpoints, [KEYS.publicKey]);
  for (const link of links) {
    const broken = check.take(link);
    if (broken) return broken.fault;
  }
  return check.end()?.fault ?? null;
}

/** Forged with care: every hash from a change on is computed anew. */
function forgedAnew(n: number): StoredLink[] {
  return chainOf(REASONS.map((reason, i) => (i === n ? "another" : reason)));
}

const FIELDS = ["name", "subject", "detail", "actor", "at", "previous", "hash", "seq"] as const;

const MUTATIONS: Record<string, (random: Random) => string | null> = {
  edit(random) {
    const n = random.between(0, ENTRIES - 1);
    const field = FIELDS[random.between(0, FIELDS.length - 1)] as (typeof FIELDS)[number];
    const changed = { detail: { reason: "x" }, actor: { kind: "eve" }, at: new Date(+AT + 1), seq: 99n };
    const value =
      field in changed ? changed[field as keyof typeof changed] : "x".repeat(random.between(1, 9));
    return faultIn(CHAIN.map((link, i) => (i === n ? { ...link, [field]: value } : link)));
  },
  edit_hashed_anew(random) {
    const n = random.between(0, ENTRIES - 1);
    return faultIn(
      CHAIN.map((link, i) => (i === n ? hashed({ ...link, subject: `x${random.between(0, 1e6)}` }) : link)),
    );
  },
  chain_forged_anew: (random) => faultIn(forgedAnew(random.between(0, ENTRIES - 1))),
  delete(random) {
    const n = random.between(0, ENTRIES - 1);
    return faultIn(CHAIN.filter((_, i) => i !== n));
  },
  delete_and_forge_anew(random) {
    const n = random.between(0, ENTRIES - 1);
    return faultIn(chainOf(REASONS.filter((_, i) => i !== n)));
  },
  swap(random) {
    const a = random.between(0, ENTRIES - 2);
    const b = random.between(a + 1, ENTRIES - 1);
    const links = [...CHAIN];
    [links[a], links[b]] = [CHAIN[b] as StoredLink, CHAIN[a] as StoredLink];
    return faultIn(links);
  },
  swap_and_forge_anew(random) {
    const a = random.between(0, ENTRIES - 2);
    const b = random.between(a + 1, ENTRIES - 1);
    const reasons = [...REASONS];
    [reasons[a], reasons[b]] = [REASONS[b] as string, REASONS[a] as string];
    return faultIn(chainOf(reasons));
  },
  truncation: (random) => faultIn(CHAIN.slice(0, random.between(0, ENTRIES - 1))),
  insertion(random) {
    const n = random.between(0, ENTRIES - 1);
    return faultIn(chainOf([...REASONS.slice(0, n), "inserted", ...REASONS.slice(n)]).slice(0, ENTRIES));
  },
  signed_by_a_stranger(random) {
    const links = forgedAnew(random.between(0, ENTRIES - 1));
    return faultIn(links, [sign(links[11] as StoredLink, STRANGER)]);
  },
  signature_moved(random) {
    const links = forgedAnew(random.between(0, ENTRIES - 1));
    const last = links[11] as StoredLink;
    return faultIn(links, [{ ...(CHECKPOINTS[2] as Checkpoint), hash: last.hash }]);
  },
};

test("an untouched chain holds", () => {
  expect(faultIn(CHAIN)).toBeNull();
});

test("fifty thousand edits, deletions, swaps, insertions, truncations and forgeries are all found", () => {
  const random = new Random(2026);
  const names = Object.keys(MUTATIONS);
  const missed: string[] = [];
  for (let n = 0; n < 50_000; n++) {
    const name = names[n % names.length] as string;
    if (MUTATIONS[name]?.(random) === null) missed.push(`${n} ${name}`);
  }
  expect(missed).toEqual([]);
}, 240_000);
