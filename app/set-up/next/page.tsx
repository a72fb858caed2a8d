import os from "node:os";
import type { Metadata } from "next";
import { readSignIn } from "@/app/_edge/read-sign-in";
import { requireSignedIn } from "@/app/_edge/require-context";
import { Doors } from "@/components/set-up/doors";
import { SetUpFrame, SetUpStep } from "@/components/set-up/set-up-frame";
import { makeContext } from "@/lib/services/make-context";
import { readHosts } from "@/lib/services/read-hosts";

export const metadata: Metadata = { title: "First sessions" };

export default async function SetUpNextPage() {
  const { actor } = await requireSignedIn();
  const [{ facts }, hosts] = await Promise.all([readSignIn(), readHosts(makeContext(actor), {})]);
  return (
    <SetUpFrame
      isProtected={facts.isProtected}
      machine={os.hostname()}
      title="Who is on, log them off, prove when they left."
      lead="You are signed in. Choose where the first sessions come from; the other doors stay open."
    >
      <SetUpStep number={1} isDone>
        <div className="was">
          <span className="strong">
            {actor.name} is signed in as {actor.role}
          </span>
          <span className="spring" />
          <span className="meta">The set-up link is spent</span>
        </div>
      </SetUpStep>
      <SetUpStep number={2} title="Bring in the first sessions">
        <Doors isDemo={hosts.rows.some(({ isSimulated }) => isSimulated)} />
      </SetUpStep>
    </SetUpFrame>
  );
}
