import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { requestFacts } from "@/lib/auth/request-facts";
import { securityHeaders } from "@/lib/auth/security-headers";

/** Headers, and a clear answer to a wrong Host. Nothing else rests on this file: pages, actions and routes check for themselves. */
export function proxy(request: NextRequest): NextResponse {
  const facts = requestFacts(request.headers);
  const nonce = randomBytes(16).toString("base64");
  const headers = securityHeaders({ nonce, isProtected: facts.isProtected, isDevelopment: isDevelopment() });
  const { pathname, search } = request.nextUrl;
  if (!facts.hasAllowedHost)
    return plain(421, "Curfew does not answer under this name. Set APP_ORIGIN to allow it.\n", headers);
  if (!isDecodable(pathname)) return plain(400, "This address cannot be read.\n", headers);
  if (pathname === "/_next/image") return plain(404, "Not found.\n", headers);
  if (!isSafe(request.method) && !facts.isSameOrigin) {
    return plain(403, "This request does not come from Curfew's own pages.\n", headers);
  }

  const inner = new Headers(request.headers);
  // Next reads the nonce out of this header and puts it on every script of its own.
  inner.set("content-security-policy", headers["content-security-policy"]);
  inner.set("x-curfew-path", pathname + search);
  const response = NextResponse.next({ request: { headers: inner } });
  for (const [name, value] of Object.entries(headers)) {
    // What the build has hashed into its name may be kept for ever.
    if (name === "cache-control" && pathname.startsWith("/_next/static/")) continue;
    response.headers.set(name, value);
  }
  return response;
}

/** Next answers the rest with an error of its own. */
function isDecodable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function isDevelopment(): boolean {
  return process.env.NODE_ENV === "development";
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>>): NextResponse {
  return new NextResponse(text, {
    status,
    headers: { ...headers, "content-type": "text/plain; charset=utf-8" },
  });
}

/** Pieces of an upload go past it: Next would keep a copy of each body for it. Their route sets the headers itself. */
export const config = { matcher: ["/((?!imports/\\d+/files/\\d+$).*)"] };
