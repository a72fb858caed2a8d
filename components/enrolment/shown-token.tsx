"use client";

import { clockTime, dayName } from "@/lib/format/clock";
import { counted } from "@/lib/format/count";
import { CopyButton } from "./copy-button";

interface ShownTokenProps {
  readonly made: { readonly token: string; readonly expiresAt: string };
  readonly uses: number;
  readonly timeZone: string;
}

/** The one time that a token is on a screen. */
export function ShownToken({ made, uses, timeZone }: ShownTokenProps) {
  const expiresAt = Date.parse(made.expiresAt);
  return (
    <section className="token" aria-label="New token">
      <code className="t">{made.token}</code>
      <CopyButton text={made.token} what="token" word="Copy" />
      <p className="meta" role="status">
        <b>Shown this once.</b> {counted(uses, "host")}, until {dayName(expiresAt, timeZone)}{" "}
        {clockTime(expiresAt, timeZone)}. Only its hash is kept.
      </p>
    </section>
  );
}
