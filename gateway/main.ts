import path from "node:path";
import { systemActor } from "@/lib/auth/system-actor";
import { makeContext } from "@/lib/services/make-context";
import { trailWitnessFile } from "@/lib/services/trail-witness";
import { mailSettings } from "./alerts/send-mail";
import type { DoorOptions } from "./doors/doors";
import { logLine } from "./log";
import { startGateway } from "./start-gateway";

async function main(): Promise<void> {
  const { db } = makeContext(systemActor("gateway"));
  const gateway = await startGateway({
    db,
    databaseUrl: process.env.DATABASE_URL ?? "",
    folder: path.resolve(process.env.CURFEW_GATEWAY_DIR ?? ".data/gateway"),
    port: portFrom(process.env.GATEWAY_PORT),
    // Agents are elsewhere: every interface, unless told otherwise.
    bind: process.env.CURFEW_BIND ?? "0.0.0.0",
    log: logLine,
    hooks: {
      folder: path.resolve(process.env.CURFEW_HOOKS ?? "hooks"),
      filesFolder: path.resolve(process.env.CURFEW_DATA ?? ".data", "hook-files"),
    },
    alerts: {
      origin: process.env.APP_ORIGIN ?? `http://localhost:${process.env.PORT ?? 3000}`,
      mail: mailSettings(process.env),
      networks: process.env.CURFEW_ALERT_NETWORKS,
    },
    doors: doorOptions(process.env),
    witnessFile: trailWitnessFile(),
  });
  const stop = async () => {
    await gateway.stop();
    await db.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

/** For machines with little memory, and for shippers with little patience. */
function doorOptions(env: NodeJS.ProcessEnv): DoorOptions {
  const megabytes = positiveFrom(env, "CURFEW_INGEST_MEMORY_MB");
  const seconds = positiveFrom(env, "CURFEW_INGEST_HOLD_SECONDS");
  return {
    ...(megabytes === null ? {} : { maxBytes: megabytes * 1024 * 1024 }),
    ...(seconds === null ? {} : { holdMs: seconds * 1_000 }),
  };
}

function positiveFrom(env: NodeJS.ProcessEnv, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`${name} must be a number above 0, not ${text}`);
}

function portFrom(text: string | undefined): number {
  const port = Number(text ?? 3001);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`GATEWAY_PORT must be a number from 0 to 65535, not ${text}`);
}

main().catch((error: unknown) => {
  logLine("error", "the gateway cannot start", {
    cause: error instanceof Error ? error.message : String(error),
  });
  process.exit(1);
});
