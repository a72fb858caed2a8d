import { type KeyObject, sign } from "node:crypto";
import http from "node:http";
import type { SyncAnswer } from "@/lib/protocol/messages";
import { requestText, SIGNATURE_HEADERS } from "@/lib/protocol/signature";

const SYNC = "/agent/v1/sync";
const PATIENCE_MS = 60_000;

export interface LightWire {
  readonly port: number;
  readonly agentId: number;
  readonly key: KeyObject;
}

export interface LightRequest {
  readonly body: string;
  readonly sequence: number;
  readonly agent: http.Agent;
  /** The head of the answer is here: the number is taken, and the next may leave. */
  readonly onTaken: () => void;
}

/** One signed request, as a real agent makes it. */
export function post(wire: LightWire, { body, sequence, agent, onTaken }: LightRequest): Promise<SyncAnswer> {
  const time = Date.now();
  const text = requestText("POST", SYNC, body, time, sequence);
  const headers = {
    "content-length": String(Buffer.byteLength(body)),
    [SIGNATURE_HEADERS.agent]: String(wire.agentId),
    [SIGNATURE_HEADERS.sequence]: String(sequence),
    [SIGNATURE_HEADERS.time]: String(time),
    [SIGNATURE_HEADERS.signature]: sign(null, Buffer.from(text), wire.key).toString("base64url"),
  };
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port: wire.port, path: SYNC, method: "POST", agent, headers };
    const request = http.request(options, (response) => {
      onTaken();
      let said = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        said += part;
      });
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(JSON.parse(said) as SyncAnswer);
        else reject(new Error(`${response.statusCode} ${said.slice(0, 120)}`));
      });
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error("no answer within a minute")));
    request.on("error", reject);
    request.end(body);
  });
}
