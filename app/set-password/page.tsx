import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { setPasswordAction } from "@/app/_actions/set-password";
import { readSignIn } from "@/app/_edge/read-sign-in";
import { SetPasswordForm } from "@/components/settings/set-password-form";
import { Doorway } from "@/components/shell/doorway";
import { visibleText } from "@/lib/format/count";
import { makeContext } from "@/lib/services/make-context";
import { readPasswordLink } from "@/lib/services/read-password-link";

export const metadata: Metadata = { title: "Set a password" };

interface SetPasswordPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SetPasswordPage({ searchParams }: SetPasswordPageProps) {
  await connection();
  const { facts } = await readSignIn();
  if (!facts.hasAllowedHost) notFound();
  const given = (await searchParams).token;
  const token = typeof given === "string" ? given : "";
  const link = await readPasswordLink(makeContext({ kind: "system", name: "web" }), token);
  return (
    <Doorway isProtected={facts.isProtected}>
      <div className="sign-in">
        {link.kind === "open" ? (
          <>
            <h1>Hello, {visibleText(link.displayName)}</h1>
            <p>
              Choose the password you sign in with, as <b className="mono">{visibleText(link.name)}</b>. This
              link works once.
            </p>
            <SetPasswordForm token={token} name={link.name} setPassword={setPasswordAction} />
          </>
        ) : (
          <>
            <h1>{link.kind === "expired" ? "This link has run out" : "Not this link"}</h1>
            <p>
              {link.kind === "expired"
                ? "It worked for a day. Ask an administrator for a new one."
                : "It was used already, or a newer one took its place. Ask an administrator for a new one."}
            </p>
          </>
        )}
      </div>
    </Doorway>
  );
}
