import http from "node:http";
import https from "node:https";
import type { BlockList } from "node:net";
import { Readable } from "node:stream";
import { DomainError } from "@/lib/domain/errors";
import type { SendRequest } from "@/lib/services/superoffice/superoffice-client";
import { type ReachableAddress, type Resolve, reachableAddress } from "../alerts/reachable-address";

/** Sends a request to the address that was judged and to no other: a ticket is worth as much as what it opens. */
export function pinnedSend(allowed: BlockList, resolve?: Resolve): SendRequest {
  return async (url, request) => {
    const pinned = await judged(url.hostname, allowed, resolve);
    return new Promise((give, fail) => {
      const client = url.protocol === "https:" ? https : http;
      const body = typeof request.body === "string" ? request.body : "";
      const headers: Record<string, string | number> = {
        ...Object.fromEntries(new Headers(request.headers)),
      };
      if (body !== "") headers["content-length"] = Buffer.byteLength(body);
      const asked = client.request(
        url,
        {
          method: request.method ?? "GET",
          agent: false,
          headers,
          signal: request.signal,
          lookup: (_host, options, done) => {
            if (options.all) done(null, [pinned]);
            else done(null, pinned.address, pinned.family);
          },
        },
        (answer) => {
          // What is cut off in the middle is said by the stream, to whoever reads it.
          answer.on("error", () => {});
          give(responseOf(answer));
        },
      );
      asked.on("error", fail);
      asked.end(body);
    });
  };
}

function responseOf(answer: http.IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const status = answer.statusCode ?? 502;
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) answer.resume();
  const body = isEmpty ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
  return new Response(body, { status, headers });
}

/** A name that is not found may be found in a moment; an address inside stays one. */
async function judged(host: string, allowed: BlockList, resolve?: Resolve): Promise<ReachableAddress> {
  try {
    return await reachableAddress(host, allowed, resolve);
  } catch (error) {
    if (!(error instanceof Error) || "code" in error) throw error;
    throw new DomainError("unavailable", `Nothing was sent: ${error.message}`, "url", { cause: error });
  }
}
