import http from "node:http";
import https from "node:https";
import { problemSchema } from "@/lib/protocol/messages";
import { requestText, SIGNATURE_HEADERS, signText } from "@/lib/protocol/signature";
import type { AgentIdentity, Sequence } from "./agent-state";
import type { Clock } from "./clock";

export interface Connection {
  readonly serverUrl: string;
  readonly agent: http.Agent;
}

export interface Signer {
  /** Asked for each request: it may change in between. */
  readonly key: Pick<AgentIdentity, "agentId" | "privateKey">;
  readonly sequence: Sequence;
  readonly clock: Clock;
}

export interface PostOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** The head of the answer is here, so the gateway has taken this request's sequence number. */
  readonly onAnswering?: () => void;
}

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** The gateway answered, and the answer is no. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";

  constructor(
    readonly status: number,
    message: string,
    /** What of the request it is about. */
    readonly field?: string,
  ) {
    super(message);
  }
}

export function connectTo(serverUrl: string): Connection {
  const { protocol } = new URL(serverUrl);
  if (protocol !== "http:" && protocol !== "https:") {
    throw new Error(`the server address must begin with https:// or http://, not ${protocol}`);
  }
  const Agent = protocol === "https:" ? https.Agent : http.Agent;
  return { serverUrl, agent: new Agent({ keepAlive: true }) };
}

/** The path is signed as the protocol names it, whatever prefix a proxy in front adds. */
export async function postSigned(
  connection: Connection,
  path: string,
  body: string,
  signer: Signer,
  options: PostOptions,
): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    const time = Math.round(signer.clock.now());
    const sequence = signer.sequence.next();
    const headers = {
      [SIGNATURE_HEADERS.agent]: String(signer.key.agentId),
      [SIGNATURE_HEADERS.sequence]: String(sequence),
      [SIGNATURE_HEADERS.time]: String(time),
      [SIGNATURE_HEADERS.signature]: signText(
        signer.key.privateKey,
        requestText("POST", path, body, time, sequence),
      ),
    };
    try {
      return await post(connection, path, body, headers, options);
    } catch (error) {
      // The server closed an idle connection just as we took it: nothing was lost, a fresh one will do.
      if (attempt > 0 || !(error instanceof StaleConnection)) throw error;
    }
  }
}

class StaleConnection extends Error {}

export function post(
  connection: Connection,
  path: string,
  body: string,
  headers: Record<string, string>,
  { signal, timeoutMs, onAnswering }: PostOptions,
): Promise<unknown> {
  const url = new URL(connection.serverUrl.replace(/\/+$/, "") + path);
  const send = url.protocol === "https:" ? https.request : http.request;
  return new Promise((resolve, reject) => {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const request = send(url, {
      method: "POST",
      agent: connection.agent,
      signal: bounded,
      headers: {
        ...headers,
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
      },
    });
    request.on("response", (response) => {
      onAnswering?.();
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) request.destroy(new Error("the answer of the server is too long"));
        else chunks.push(chunk);
      });
      response.on("error", (error) => reject(inWords(error, url)));
      response.on("end", () => {
        try {
          resolve(readAnswer(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8"), url));
        } catch (error) {
          reject(error);
        }
      });
    });
    request.on("error", (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(isStale && !signal.aborted ? new StaleConnection(error.message) : inWords(error, url));
    });
    request.end(body);
  });
}

function readAnswer(status: number, text: string, url: URL): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new GatewayRefusal(
      status,
      `${url.host} answered ${status} with something that is not a gateway's answer`,
    );
  }
  if (status >= 200 && status < 300) return value;
  const problem = problemSchema.safeParse(value);
  if (!problem.success) throw new GatewayRefusal(status, `${url.host} answered ${status}`);
  throw new GatewayRefusal(status, problem.data.message, problem.data.field);
}

function inWords(error: NodeJS.ErrnoException, url: URL): Error {
  switch (error.code) {
    case "ECONNREFUSED":
      return new Error(`nothing listens at ${url.host}`, { cause: error });
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Error(`the name ${url.hostname} is not known here`, { cause: error });
    case "ABORT_ERR":
      return new Error(`${url.host} did not answer in time`, { cause: error });
    default:
      return new Error(`${url.host}: ${error.message}`, { cause: error });
  }
}
