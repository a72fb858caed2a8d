import { createPrivateKey, sign } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { BlockList } from "node:net";
import type { OutgoingAlert, SendAlert, SendOutcome } from "@/lib/services/deliver-alerts";
import { type ReachableAddress, type Resolve, reachableAddress } from "./reachable-address";

const PATIENCE_MS = 10_000;
const LONGEST_ANSWER = 4_096;

interface WebhookOptions {
  /** PEM of the key that signs. */
  readonly privateKey: string;
  readonly allowed: BlockList;
  readonly now: () => Date;
  readonly resolve?: Resolve;
  readonly patienceMs?: number;
}

/**
 * Posts an alert, signed as Standard Webhooks has it (`v1a`, Ed25519 over id, time and body): a receiver needs the public
 * key alone, so neither side keeps a secret. Connects to the address that was judged, follows no redirect.
 */
export function webhookSender(options: WebhookOptions): SendAlert {
  const key = createPrivateKey(options.privateKey);
  return async (address, alert) => {
    const url = new URL(address);
    let pinned: ReachableAddress;
    try {
      pinned = await reachableAddress(url.hostname, options.allowed, options.resolve);
    } catch (error) {
      return { ok: false, answer: error instanceof Error ? error.message : String(error) };
    }
    const body = JSON.stringify(bodyOf(alert));
    const time = Math.floor(options.now().getTime() / 1_000);
    const signature = sign(null, Buffer.from(`${alert.id}.${time}.${body}`), key).toString("base64");
    return post(url, pinned, body, options.patienceMs ?? PATIENCE_MS, {
      "content-type": "application/json",
      "user-agent": "Curfew",
      "webhook-id": alert.id,
      "webhook-timestamp": String(time),
      "webhook-signature": `v1a,${signature}`,
    });
  };
}

/** `text` is what chat rooms show of any webhook; the rest is for programs. */
function bodyOf({ id, kind, at, title, text, url, facts }: OutgoingAlert) {
  return {
    type: kind,
    id,
    timestamp: at.toISOString(),
    text: `${title}\n${text}\n${url}`,
    title,
    url,
    data: facts,
  };
}

function post(
  url: URL,
  pinned: ReachableAddress,
  body: string,
  patienceMs: number,
  headers: Record<string, string>,
): Promise<SendOutcome> {
  const client = url.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const give = (outcome: SendOutcome) => {
      clearTimeout(timer);
      resolve(outcome);
      request.destroy();
    };
    const request = client.request(
      url,
      {
        method: "POST",
        agent: false,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        lookup: (_host, options, done) => {
          if (options.all) done(null, [pinned]);
          else done(null, pinned.address, pinned.family);
        },
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const parts: Buffer[] = [];
        let size = 0;
        const finish = () => give(outcomeOf(status, Buffer.concat(parts).toString("utf8")));
        answer.on("data", (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (size >= LONGEST_ANSWER) finish();
        });
        answer.on("end", finish);
        answer.on("error", finish);
      },
    );
    const timer = setTimeout(
      () => give({ ok: false, answer: `No answer within ${patienceMs / 1_000} s.` }),
      patienceMs,
    );
    request.on("error", (error) => give({ ok: false, answer: error.message }));
    request.end(body);
  });
}

function outcomeOf(status: number, text: string): SendOutcome {
  const said = text.replace(/\s+/g, " ").trim().slice(0, 200);
  const answer = said === "" ? `${status}` : `${status}: ${said}`;
  if (status >= 200 && status < 300) return { ok: true, answer };
  if (status >= 300 && status < 400) {
    return { ok: false, isFinal: true, answer: `${status}: redirects are not followed; give the final URL` };
  }
  // 410 is how a receiver says that it is gone for good.
  return { ok: false, isFinal: status === 410, answer };
}
