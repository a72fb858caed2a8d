import http from "node:http";
import {
  type EnrolAnswer,
  enrolAnswerSchema,
  type SyncAnswer,
  type SyncRequest,
  syncAnswerSchema,
} from "@/lib/protocol/messages";
import {
  enrolText,
  type KeyPair,
  makeKeyPair,
  requestText,
  rotateText,
  SIGNATURE_HEADERS,
  signText,
} from "@/lib/protocol/signature";

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  json(): unknown;
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

/** One request on a connection of its own. */
export function call(port: number, path: string, options: CallOptions = {}): Promise<Answer> {
  const { method = "POST", headers = {}, body, signal } = options;
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        agent: false,
        ...(signal ? { signal } : {}),
        headers: {
          ...(body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) }),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: () => JSON.parse(text),
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

export const SYNC = "/agent/v1/sync";
export const ENROL = "/agent/v1/enrol";
export const ROTATE = "/agent/v1/rotate";

/** An agent as small as can be: signs, asks, and keeps its numbers. */
export class TestAgent {
  keys: KeyPair = makeKeyPair();
  readonly machineId: string;
  readonly #port: number;
  #enrolled: EnrolAnswer | null = null;
  sequence = 0;

  constructor(port: number, machineId: string) {
    this.#port = port;
    this.machineId = machineId;
  }

  get enrolled(): EnrolAnswer {
    if (!this.#enrolled) throw new Error("not enrolled yet");
    return this.#enrolled;
  }

  get host(): SyncRequest["host"] {
    return {
      machineId: this.machineId,
      name: `H-${this.machineId}`,
      platform: "linux",
      isSimulated: false,
      os: "Debian 12",
    };
  }

  tryEnrol(token: string, part: Record<string, unknown> = {}): Promise<Answer> {
    const { publicKey, privateKey } = this.keys;
    const proof = signText(privateKey, enrolText(token, publicKey, this.machineId));
    const body = JSON.stringify({
      token,
      publicKey,
      proof,
      agentVersion: "0.1.0",
      host: this.host,
      ...part,
    });
    return call(this.#port, ENROL, { body });
  }

  async enrol(token: string): Promise<EnrolAnswer> {
    const answer = await this.tryEnrol(token);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    this.#enrolled = enrolAnswerSchema.parse(answer.json());
    return this.#enrolled;
  }

  /** For a program that holds another's state folder. */
  pretendEnrolled(enrolled: EnrolAnswer): void {
    this.#enrolled = enrolled;
  }

  report(part: Partial<SyncRequest> = {}): SyncRequest {
    return {
      protocol: 1,
      agentVersion: "0.1.0",
      bootId: "boot-1",
      bootStartedAt: Date.now() - 3_600_000,
      now: Date.now(),
      host: this.host,
      sessions: null,
      events: [],
      receipts: [],
      auditPolicy: null,
      health: { spooledEvents: 0, spooledBytes: 0 },
      wait: false,
      ...part,
    };
  }

  headers(body: string | Buffer, part: { sequence?: number; time?: number; path?: string } = {}) {
    const { sequence = ++this.sequence, time = Date.now(), path = SYNC } = part;
    return {
      [SIGNATURE_HEADERS.agent]: String(this.enrolled.agentId),
      [SIGNATURE_HEADERS.sequence]: String(sequence),
      [SIGNATURE_HEADERS.time]: String(time),
      [SIGNATURE_HEADERS.signature]: signText(
        this.keys.privateKey,
        requestText("POST", path, body, time, sequence),
      ),
    };
  }

  send(part: Partial<SyncRequest> = {}, signal?: AbortSignal): Promise<Answer> {
    const body = JSON.stringify(this.report(part));
    return call(this.#port, SYNC, { body, headers: this.headers(body), ...(signal ? { signal } : {}) });
  }

  /** Asks for another key, signed by the present one. */
  rotate(to: KeyPair, proof = signText(to.privateKey, rotateText(this.enrolled.agentId, to.publicKey))) {
    const body = JSON.stringify({ publicKey: to.publicKey, proof });
    return call(this.#port, ROTATE, { body, headers: this.headers(body, { path: ROTATE }) });
  }

  async sync(part: Partial<SyncRequest> = {}, signal?: AbortSignal): Promise<SyncAnswer> {
    const answer = await this.send(part, signal);
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return syncAnswerSchema.parse(answer.json());
  }
}
