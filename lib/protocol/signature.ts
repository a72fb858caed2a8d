import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/** Ed25519 keys travel raw and base64url; DER needs these fixed prefixes around them. */
const PUBLIC_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export interface KeyPair {
  /** PKCS#8 PEM: never leaves the machine that made it. */
  readonly privateKey: string;
  readonly publicKey: string;
}

export function makeKeyPair(): KeyPair {
  const pair = generateKeyPairSync("ed25519");
  const der = pair.publicKey.export({ type: "spki", format: "der" });
  return {
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKey: der.subarray(PUBLIC_PREFIX.length).toString("base64url"),
  };
}

export function signText(privateKey: string, text: string): string {
  return sign(null, Buffer.from(text), createPrivateKey(privateKey)).toString("base64url");
}

export function verifyText(publicKey: string, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, "base64url");
  if (bytes.length !== 64) return false;
  try {
    const key = keyFrom(publicKey);
    return key !== null && verify(null, Buffer.from(text), key, bytes);
  } catch {
    return false;
  }
}

/** Making the key takes twice as long as verifying with it. */
const madeKeys = new Map<string, KeyObject>();
const MOST_MADE_KEYS = 20_000;

function keyFrom(publicKey: string): KeyObject | null {
  const made = madeKeys.get(publicKey);
  if (made) return made;
  const raw = Buffer.from(publicKey, "base64url");
  if (raw.length !== 32) return null;
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, raw]), format: "der", type: "spki" });
  if (madeKeys.size >= MOST_MADE_KEYS) madeKeys.clear();
  madeKeys.set(publicKey, key);
  return key;
}

export const SIGNATURE_HEADERS = {
  agent: "x-curfew-agent",
  sequence: "x-curfew-sequence",
  time: "x-curfew-time",
  signature: "x-curfew-signature",
} as const;

/** A request older or newer than this is a replay, or a clock that must be mended first. */
export const MAX_REQUEST_AGE_MS = 5 * 60_000;

/** What an agent signs of a request. Time is epoch milliseconds. */
export function requestText(
  method: string,
  path: string,
  body: Buffer | string,
  timeMs: number,
  sequence: number,
): string {
  const digest = createHash("sha256").update(body).digest("base64url");
  return `curfew-request\n${method}\n${path}\n${digest}\n${timeMs}\n${sequence}`;
}

export function enrolText(token: string, publicKey: string, machineId: string): string {
  return `curfew-enrol\n${token}\n${publicKey}\n${machineId}`;
}

/** What a new key signs, so that nobody can put somebody else's key in its place. */
export function rotateText(agentId: number, publicKey: string): string {
  return `curfew-rotate\n${agentId}\n${publicKey}`;
}

/** What the gateway signs of a command: the payload is the JSON text itself. */
export function commandText(payload: string): string {
  return `curfew-command\n${payload}`;
}

/** What the gateway signs of the trail: everything up to an entry, by that entry's hash. Time is epoch milliseconds. */
export function checkpointText(seq: bigint, hash: string, timeMs: number): string {
  return `curfew-checkpoint\n${seq}\n${hash}\n${timeMs}`;
}
