import "server-only";
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { connection } from "next/server";
import type { SignedIn } from "@/lib/auth/find-signed-in";
import { can, type Permission } from "@/lib/domain/permission";
import type { Context } from "@/lib/services/context";
import { makeContext } from "@/lib/services/make-context";
import { readSignIn } from "./read-sign-in";

/** The gate of every page: a signed-in operator who may see it, or the sign-in page, or the forbidden page. */
export async function requireContext(permission: Permission): Promise<Context> {
  const { actor } = await requireSignedIn();
  if (!can(actor, permission)) forbidden();
  return makeContext(actor);
}

/** The same for pages that any operator may see. */
export async function requireSignedIn(): Promise<SignedIn> {
  await connection();
  const { facts, signedIn } = await readSignIn();
  if (!facts.hasAllowedHost) notFound();
  if (signedIn) return signedIn;
  const path = (await headers()).get("x-curfew-path");
  redirect(path ? `/sign-in?next=${encodeURIComponent(path)}` : "/sign-in");
}
