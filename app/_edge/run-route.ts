import "server-only";
import { cookies } from "next/headers";
import { findSignedIn } from "@/lib/auth/find-signed-in";
import { requestFacts } from "@/lib/auth/request-facts";
import { cookieName } from "@/lib/auth/sign-in-token";
import type { Actor } from "@/lib/domain/actor";
import { DomainError, type ErrorCode, HTTP_STATUS } from "@/lib/domain/errors";
import { can } from "@/lib/domain/permission";
import type { Context } from "@/lib/services/context";
import { makeContext } from "@/lib/services/make-context";
import { logDefect } from "./log-defect";
import { type Gate, ROUTES, type RouteName } from "./registry";

export interface RouteExtras {
  readonly params: Readonly<Record<string, string>>;
  /** Asked before each event of an open stream: permissions are not a matter of how it began. Throws when nobody can tell. */
  readonly stillMay: () => Promise<boolean>;
}

type Handler = (request: Request, ctx: Context, extras: RouteExtras) => Promise<Response> | Response;
type NextRoute = (request: Request, extra: { params: Promise<Record<string, string>> }) => Promise<Response>;

/** The edge of every route handler: host, origin, who asks, may they, and the one catch. */
export function route(name: RouteName, handler: Handler): NextRoute {
  return async (request, extra) => {
    try {
      const facts = requestFacts(request.headers);
      if (!facts.hasAllowedHost) return misdirected();
      if (!isSafe(request.method) && !facts.isSameOrigin) {
        throw new DomainError("forbidden", "This request does not come from Curfew's own pages.");
      }
      const gate = ROUTES[name].permission;
      const token = (await cookies()).get(cookieName(facts.isProtected))?.value;
      const actor = await requireActor(gate, token);
      const stillMay = async () => {
        try {
          return (await requireActor(gate, token)) !== null;
        } catch (error) {
          if (error instanceof DomainError) return false;
          throw error;
        }
      };
      return await handler(request, makeContext(actor), { params: await extra.params, stillMay });
    } catch (error) {
      return problem(name, error);
    }
  };
}

async function requireActor(gate: Gate, token: string | undefined): Promise<Actor> {
  const web = makeContext({ kind: "system", name: "web" });
  const signedIn = await findSignedIn(web.db, token, web.now, false);
  if (gate === "public") return signedIn?.actor ?? web.actor;
  if (!signedIn) throw new DomainError("unauthenticated", "Sign in first.");
  if (gate !== "signed-in" && !can(signedIn.actor, gate)) {
    throw new DomainError("forbidden", `Your role, ${signedIn.actor.role}, may not do this.`);
  }
  return signedIn.actor;
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

export function misdirected(): Response {
  return new Response("Curfew does not answer under this name. Set APP_ORIGIN to allow it.\n", {
    status: 421,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
}

function problem(name: string, error: unknown): Response {
  if (error instanceof DomainError && error.code !== "internal") {
    return problemJson(error.code, error.message, error.field);
  }
  const reference = logDefect(name, error);
  return problemJson("internal", `Something went wrong here. The log tells what, under ${reference}.`);
}

function problemJson(code: ErrorCode, detail: string, field?: string): Response {
  const status = HTTP_STATUS[code];
  return Response.json(
    { type: "about:blank", title: code.replace("_", " "), status, detail, field },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}
