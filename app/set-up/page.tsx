import os from "node:os";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { setUpFirstAdministratorAction } from "@/app/_actions/set-up-first-administrator";
import { readSignIn } from "@/app/_edge/read-sign-in";
import { Doors } from "@/components/set-up/doors";
import { Facts } from "@/components/set-up/facts";
import { SetUpForm } from "@/components/set-up/set-up-form";
import { SetUpFrame, SetUpStep } from "@/components/set-up/set-up-frame";
import { clockTime } from "@/lib/format/clock";
import { utcOffset } from "@/lib/format/utc-offset";
import { makeContext } from "@/lib/services/make-context";
import { readGateway } from "@/lib/services/read-gateway";
import { readSetUp } from "@/lib/services/read-set-up";

export const metadata: Metadata = { title: "Set up" };

interface SetUpPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SetUpPage({ searchParams }: SetUpPageProps) {
  await connection();
  const { facts } = await readSignIn();
  if (!facts.hasAllowedHost) notFound();
  const given = (await searchParams).token;
  const token = typeof given === "string" ? given : undefined;
  const ctx = makeContext({ kind: "system", name: "web" });
  const state = await readSetUp(ctx, token);
  if (state.kind === "closed") notFound();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (state.kind !== "open" || token === undefined) {
    const expired = state.kind === "expired" ? clockTime(state.expiredAt.getTime(), timeZone) : null;
    return (
      <SetUpFrame
        isProtected={facts.isProtected}
        machine={null}
        title={expired ? "This link has run out" : "Not this link"}
      >
        <p className="lead">
          {expired
            ? `It worked until ${expired}. Restart Curfew (Ctrl+C, then npm start): it prints a new link.`
            : "Open the whole link that Curfew printed last: when it starts, every earlier one ends. Restart it for a new one."}
        </p>
      </SetUpFrame>
    );
  }
  const gateway = await readGateway();
  const expiresAt = state.expiresAt.getTime();
  return (
    <SetUpFrame
      isProtected={facts.isProtected}
      machine={os.hostname()}
      title="Who is on, log them off, prove when they left."
      lead="Two steps. The first makes you the administrator; the second brings in the first sessions."
    >
      <SetUpStep
        number={1}
        title="Create the administrator"
        note={`this link works once, until ${clockTime(expiresAt, timeZone)}`}
      >
        <div className="admin">
          <SetUpForm token={token} setUp={setUpFirstAdministratorAction} />
          <Facts
            database={state.database}
            gateway={gateway}
            timeZone={timeZone}
            offset={utcOffset(ctx.now.getTime(), timeZone)}
            isProtected={facts.isProtected}
          />
        </div>
      </SetUpStep>
      <SetUpStep number={2} title="Bring in the first sessions" note="after step 1" isWaiting>
        <Doors isWaiting />
      </SetUpStep>
    </SetUpFrame>
  );
}
