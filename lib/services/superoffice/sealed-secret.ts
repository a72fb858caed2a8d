import "server-only";
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/**
 * A secret that web takes and only the gateway can read: a fresh X25519 key against the gateway's public half, AES-256-GCM
 * under what they share. What it is for is sealed in: moved to another purpose it does not open.
 */
export function sealSecret(publicPem: string, secret: string, purpose: string): string {
  const recipient = createPublicKey(publicPem);
  const fresh = generateKeyPairSync("x25519");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sharedKey(fresh.privateKey, recipient, fresh.publicKey), iv);
  cipher.setAAD(Buffer.from(purpose, "utf8"));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  const parts = [fresh.publicKey.export({ type: "spki", format: "der" }), iv, cipher.getAuthTag(), sealed];
  return ["v1", ...parts.map((part) => part.toString("base64url"))].join(".");
}

/** Null where it was sealed for another key or another purpose, or was altered. */
export function openSecret(privatePem: string, sealed: string, purpose: string): string | null {
  const [version, ...parts] = sealed.split(".");
  const [fresh, iv, tag, body] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== "v1" || !fresh || !iv || !tag || !body) return null;
  try {
    const sender = createPublicKey({ key: fresh, type: "spki", format: "der" });
    const key = sharedKey(createPrivateKey(privatePem), sender, sender);
    const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 });
    decipher.setAAD(Buffer.from(purpose, "utf8"));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

export function makeSealingKey(): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync("x25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

function sharedKey(privateKey: KeyObject, publicKey: KeyObject, fresh: KeyObject): Buffer {
  const shared = diffieHellman({ privateKey, publicKey });
  const salt = fresh.export({ type: "spki", format: "der" });
  return Buffer.from(hkdfSync("sha256", shared, salt, "curfew sealed secret", 32));
}
