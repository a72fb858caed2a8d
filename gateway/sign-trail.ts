import { systemActor } from "@/lib/auth/system-actor";
import { signText } from "@/lib/protocol/signature";
import { checkpointTrail } from "@/lib/services/checkpoint-trail";
import type { Gateway } from "./gateway";

/** What may be lost of the trail without a trace is at most this old. */
const EVERY_MS = 60_000;

/** Signs the trail again and again; answers how to stop, which signs once more. */
export function signTrailAgainAndAgain(
  { db, commandKey, log }: Pick<Gateway, "db" | "commandKey" | "log">,
  witnessFile: string,
): () => Promise<void> {
  const { publicKey, privateKey } = commandKey;
  const signer = { publicKey, witnessFile, sign: (text: string) => signText(privateKey, text) };
  let trouble = "";
  let running: Promise<void> | null = null;
  const sign = async () => {
    try {
      const ctx = { actor: systemActor("gateway"), now: new Date(), db };
      const done = await checkpointTrail(ctx, signer);
      const words = done.kind === "broken" ? `entry ${done.broken.seq}: ${done.broken.fault}` : "";
      if (words !== trouble && words !== "") log("error", "the trail does not hold", { cause: words });
      trouble = words;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== trouble) log("error", "signing the trail failed", { cause: words });
      trouble = words;
    }
  };
  const start = () => {
    running ??= sign().finally(() => {
      running = null;
    });
    return running;
  };
  void start();
  const timer = setInterval(start, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
    await start();
  };
}
