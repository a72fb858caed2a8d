import type { IncomingMessage, ServerResponse } from "node:http";
import type { Door, DoorAnswer } from "./door";

const DRAIN_BYTES = 1024 * 1024;
const DRAIN_MS = 2_000;

export async function sendAnswer(
  door: Door,
  message: IncomingMessage,
  response: ServerResponse,
  { status, contentType = "application/json", body }: DoorAnswer,
): Promise<void> {
  // Some clients read no answer before they have sent everything.
  if (!message.complete) {
    await drain(message);
    if (!message.complete) response.setHeader("connection", "close");
  }
  if (response.destroyed) return;
  if (door.refusals === "elastic") {
    response.setHeader("x-elastic-product", "Elasticsearch");
    response.setHeader("content-type", elasticType(message.headers.accept) ?? contentType);
  } else {
    response.setHeader("content-type", contentType);
  }
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.statusCode = status;
  response.end(body);
}

/** Clients of 7.16 and later ask for their own version of the media type, and insist on it. */
function elasticType(accept: string | undefined): string | null {
  const version = /application\/vnd\.elasticsearch\+json;\s*compatible-with=([789])/.exec(accept ?? "")?.[1];
  return version ? `application/vnd.elasticsearch+json;compatible-with=${version}` : null;
}

async function drain(message: IncomingMessage): Promise<void> {
  let bytes = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    message.unpipe();
    message.on("end", done).on("close", done).on("error", done);
    message.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > DRAIN_BYTES) done();
    });
    message.resume();
  });
}
