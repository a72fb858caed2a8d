import "server-only";
import { cookies } from "next/headers";
import { cookieName } from "@/lib/auth/sign-in-token";
import type { BegunSignIn } from "@/lib/services/begin-sign-in";

/** Hands the token to the browser, where no script can read it. */
export async function keepSignIn({ token, expiresAt }: BegunSignIn, isProtected: boolean): Promise<void> {
  (await cookies()).set({
    name: cookieName(isProtected),
    value: token,
    expires: expiresAt,
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: isProtected,
  });
}

export async function dropSignIn(isProtected: boolean): Promise<void> {
  (await cookies()).set({
    name: cookieName(isProtected),
    value: "",
    maxAge: 0,
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: isProtected,
  });
}
