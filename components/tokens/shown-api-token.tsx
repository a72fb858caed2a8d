"use client";

import { CopyButton } from "@/components/enrolment/copy-button";
import { clockTime, isoDay } from "@/lib/format/clock";

interface ShownApiTokenProps {
  readonly made: { readonly token: string; readonly expiresAt: string };
  readonly timeZone: string;
}

/** The one time that a token is on a screen. */
export function ShownApiToken({ made, timeZone }: ShownApiTokenProps) {
  const expiresAt = Date.parse(made.expiresAt);
  return (
    <section className="token" aria-label="New token">
      <code className="t">{made.token}</code>
      <CopyButton text={made.token} what="token" word="Copy" />
      <p className="meta" role="status">
        <b>Shown this once.</b> Good until {isoDay(expiresAt, timeZone)} {clockTime(expiresAt, timeZone)}.
        Only its hash is kept.
      </p>
    </section>
  );
}
