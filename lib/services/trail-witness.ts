import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { DomainError } from "@/lib/domain/errors";
import type { Checkpoint } from "@/lib/storage/trail-checkpoints";

/**
 * What the gateway remembers outside the database: its public keys, and how far the trail was when it signed last. Whoever
 * can write the database alone can neither sign with another key nor cut off the end unseen.
 */
export interface TrailWitness {
  /** The present one last; earlier ones signed before the key was replaced. */
  readonly publicKeys: readonly string[];
  readonly last: Checkpoint | null;
}

const witnessSchema = z.object({
  publicKeys: z.array(z.string().min(1)).min(1),
  last: z
    .object({
      seq: z
        .string()
        .regex(/^[1-9]\d{0,17}$/)
        .transform(BigInt),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      at: z.coerce.date(),
      publicKey: z.string(),
      signature: z.string(),
    })
    .nullable(),
});

/** Web, gateway and command line of one machine share it. */
export function trailWitnessFile(): string {
  return path.resolve(process.env.CURFEW_DATA || ".data", "trail-witness.json");
}

/** Null where the gateway runs on another machine, or never ran. */
export async function readTrailWitness(file = trailWitnessFile()): Promise<TrailWitness | null> {
  try {
    return witnessSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new DomainError(
      "unavailable",
      `${file} cannot be read: restore it, or remove it to begin anew.`,
      undefined,
      {
        cause: error,
      },
    );
  }
}

export function writeTrailWitness(file: string, { publicKeys, last }: TrailWitness): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, JSON.stringify({ publicKeys, last: last && { ...last, seq: last.seq.toString() } }), {
    mode: 0o600,
    flush: true,
  });
  renameSync(beside, file);
}
