"use client";

import { Apology } from "./apology";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** What stands in the place of a page, or of a part of one, that failed. */
export function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <Apology
      title="This page could not be drawn"
      actions={
        <button type="button" className="btn" onClick={reset}>
          Try again
        </button>
      }
    >
      Nothing was changed. {error.digest && <>The log tells what happened, under {error.digest}.</>}
    </Apology>
  );
}
