import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { type EnrolRequest, enrolAnswerSchema } from "@/lib/protocol/messages";
import { enrolText, makeKeyPair, signText } from "@/lib/protocol/signature";
import { type AgentIdentity, readIdentity, writeIdentity } from "./agent-state";
import type { Platform } from "./platform";
import { connectTo, post } from "./send-signed";
import { AGENT_VERSION } from "./version";

export interface EnrolOptions {
  readonly platform: Platform;
  readonly stateDir: string;
  readonly serverUrl: string;
  /** Shown once by Curfew; never an argument of a command line, where every user of the host could read it. */
  readonly token: string;
  readonly signal?: AbortSignal;
}

/** Makes this host's key, proves to hold it, and pins the gateway's. The key never leaves the state folder. */
export async function enrolAgent(options: EnrolOptions): Promise<AgentIdentity> {
  const { platform, stateDir, serverUrl, token } = options;
  if (readIdentity(stateDir)) {
    throw new Error(`this host is already enrolled; remove ${stateDir} first to enrol it afresh`);
  }
  // Before the token is spent: a key that cannot be kept is worth nothing.
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  accessSync(stateDir, constants.W_OK);
  const connection = connectTo(serverUrl);
  try {
    const host = await platform.facts();
    const { privateKey, publicKey } = makeKeyPair();
    const request: EnrolRequest = {
      token,
      publicKey,
      proof: signText(privateKey, enrolText(token, publicKey, host.machineId)),
      agentVersion: AGENT_VERSION,
      host,
    };
    const answer = await post(
      connection,
      "/agent/v1/enrol",
      JSON.stringify(request),
      {},
      {
        signal: options.signal ?? new AbortController().signal,
        timeoutMs: 30_000,
      },
    );
    const parsed = enrolAnswerSchema.safeParse(answer);
    if (!parsed.success) {
      throw new Error(`the gateway's answer cannot be read: ${parsed.error.issues[0]?.path.join(".")}`);
    }
    const identity: AgentIdentity = {
      ...parsed.data,
      serverUrl,
      machineId: host.machineId,
      privateKey,
      publicKey,
    };
    writeIdentity(stateDir, identity);
    return identity;
  } finally {
    connection.agent.destroy();
  }
}

/** Under a token of Re-enrol. Without its old key the running agent is silent, and does not sign while that is revoked. */
export async function enrolAgain(options: EnrolOptions): Promise<AgentIdentity> {
  const file = path.join(options.stateDir, "agent.json");
  if (!existsSync(file)) return enrolAgent(options);
  const aside = `${file}.before`;
  renameSync(file, aside);
  const identity = await enrolAgent(options).catch((error: unknown) => {
    renameSync(aside, file);
    throw error;
  });
  rmSync(aside, { force: true });
  return identity;
}
