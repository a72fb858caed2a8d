import { counted } from "@/lib/format/count";
import type { TrailFault } from "@/lib/services/chain-check";
import type { Context } from "@/lib/services/context";
import { readTrailWitness } from "@/lib/services/trail-witness";
import { type VerifiedTrail, verifyTrail } from "@/lib/services/verify-trail";
import type { ExitCode } from "./run-command";

const FAULT: Record<TrailFault, string> = {
  changed: "its text no longer gives its hash",
  unlinked: "it does not name the hash of the entry before it",
  missing: "the entry before it is missing",
  rewritten: "it is not the entry that the gateway signed",
  forged: "the checkpoint at it does not bear the gateway's signature",
  truncated: "the gateway signed it, and it is no longer there",
};

/** `curfew trail verify`: exit 0 when all of it holds, 1 when something does not. */
export async function checkTrail(
  ctx: Context,
  { json }: { readonly json?: boolean | undefined },
  out: (line: string) => void,
): Promise<ExitCode> {
  const result = await verifyTrail(ctx, {}, await readTrailWitness());
  out(json ? JSON.stringify(result) : inWords(result));
  return result.broken ? 1 : 0;
}

function inWords({ checked, broken, signed }: VerifiedTrail): string {
  if (broken) return `Entry ${broken.seq} does not hold: ${FAULT[broken.fault]}.`;
  const links = `${counted(checked, "entry", "entries")}: every link holds.`;
  if (!signed) return `${links} The gateway has not signed any of it.`;
  const key = signed.isOwnKey ? "" : ", by a key that cannot be compared with the gateway's own here";
  return `${links} Signed by the gateway up to entry ${signed.seq} at ${signed.at.toISOString()}${key}.`;
}
