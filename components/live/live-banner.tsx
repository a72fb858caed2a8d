"use client";

import { useEffect, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { clockTime } from "@/lib/format/clock";
import { browserHub } from "./browser-hub";
import { useLiveStatus } from "./use-live";

/** A blink of the line is nobody's business. */
const PATIENCE_MS = 1_500;

/** Says that what is shown is no longer live, and since when. */
export function LiveBanner({ timeZone }: { readonly timeZone: string }) {
  const { kind, since } = useLiveStatus();
  const [patientFor, setPatientFor] = useState<number | null>(null);

  useEffect(() => {
    if (kind !== "lost") return;
    const timer = setTimeout(() => setPatientFor(since), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [kind, since]);

  if (kind === "signed-out") {
    return (
      <div className="banner" role="alert">
        <Icon name="out" />
        <span>
          <b className="strong">You are signed out.</b>{" "}
          <span className="quiet">Every row is as it was at {clockTime(since, timeZone)}.</span>
        </span>
        <span className="spring" />
        <a className="btn sm" href="/sign-in">
          Sign in
        </a>
      </div>
    );
  }
  if (kind !== "lost" || patientFor !== since) return null;
  return (
    <div className="banner" role="status">
      <Icon name="off" />
      <span>
        <b className="strong">Not live since {clockTime(since, timeZone)}</b>{" "}
        <span className="quiet">· trying again. Every row is as it was last reported.</span>
      </span>
      <span className="spring" />
      <button type="button" className="btn sm" onClick={() => browserHub().tryNow()}>
        Try now
      </button>
    </div>
  );
}
