"use client";

import { useEffect, useState } from "react";
import { CopyButton } from "@/components/enrolment/copy-button";
import { clockTime, isoDay } from "@/lib/format/clock";

export interface MadeLink {
  readonly name: string;
  readonly path: string;
  /** ISO instant. */
  readonly expiresAt: string;
}

/** The one time that a link is on a screen. */
export function ShownLink({ link, timeZone }: { readonly link: MadeLink; readonly timeZone: string }) {
  const [origin, setOrigin] = useState("");
  useEffect(() => setOrigin(location.origin), []);
  const expiresAt = Date.parse(link.expiresAt);
  const url = `${origin}${link.path}`;
  return (
    <section className="shown-link" aria-label={`Link for ${link.name}`}>
      <code>{url}</code>
      <CopyButton text={url} what="link" word="Copy" />
      <p className="meta" role="status">
        <b>Shown this once.</b> Whoever opens it sets the password of {link.name}: hand it over yourself. It
        works once, until {isoDay(expiresAt, timeZone)} {clockTime(expiresAt, timeZone)}. Only its hash is
        kept.
      </p>
    </section>
  );
}
