import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { connection } from "next/server";
import { signInAction } from "@/app/_actions/sign-in";
import { readSignIn } from "@/app/_edge/read-sign-in";
import { Doorway } from "@/components/shell/doorway";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { ownPath } from "@/lib/auth/own-path";
import { makeContext } from "@/lib/services/make-context";
import { isSetUpMissing } from "@/lib/services/read-set-up";

export const metadata: Metadata = { title: "Sign in" };

interface SignInPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  await connection();
  const { facts, token, signedIn } = await readSignIn();
  if (!facts.hasAllowedHost) notFound();
  const next = ownPath((await searchParams).next);
  if (signedIn) redirect(next);
  const isMissing = await isSetUpMissing(makeContext({ kind: "system", name: "web" }));
  return (
    <Doorway isProtected={facts.isProtected}>
      <SignInForm
        signIn={signInAction}
        next={next}
        isSetUpMissing={isMissing}
        wasSignedIn={token !== undefined}
      />
    </Doorway>
  );
}
