"use client";

import { useEffect, useEffectEvent } from "react";
import { Apology } from "./apology";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  /** Asks the server again; what was wrong may be over. */
  readonly retry: () => void;
}

const TRY_EVERY_MS = 5_000;

/** What stands in the place of a page, or of a part of one, that failed: until it can be drawn. */
export function ErrorPage({ error, retry }: ErrorPageProps) {
  const tryAgain = useEffectEvent(() => {
    if (document.visibilityState === "visible") retry();
  });
  useEffect(() => {
    const timer = setInterval(() => tryAgain(), TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Apology
      title="This page could not be drawn"
      actions={
        <button type="button" className="btn" onClick={() => retry()}>
          Try again
        </button>
      }
    >
      Nothing was changed, and it is tried again every few seconds.{" "}
      {error.digest && <>The log tells what happened, under {error.digest}.</>}
    </Apology>
  );
}
