import "server-only";
import { randomBytes } from "node:crypto";
import { requestFacts } from "@/lib/auth/request-facts";
import { securityHeaders } from "@/lib/auth/security-headers";

/** For a route that `proxy.ts` does not see: the same headers on every answer, refusals included. */
export function withSecurityHeaders<Extra>(
  answer: (request: Request, extra: Extra) => Promise<Response>,
): (request: Request, extra: Extra) => Promise<Response> {
  return async (request, extra) => {
    const response = await answer(request, extra);
    const { isProtected } = requestFacts(request.headers);
    const nonce = randomBytes(16).toString("base64");
    const isDevelopment = process.env.NODE_ENV === "development";
    for (const [name, value] of Object.entries(securityHeaders({ nonce, isProtected, isDevelopment }))) {
      response.headers.set(name, value);
    }
    return response;
  };
}
