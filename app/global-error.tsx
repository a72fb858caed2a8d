"use client";

import { Apology } from "@/components/shell/apology";
import "./globals.css";

interface GlobalErrorProps {
  readonly error: Error & { readonly digest?: string };
}

/** The root layout itself failed: this page stands alone. */
export default function GlobalError({ error }: GlobalErrorProps) {
  return (
    <html lang="en">
      <body>
        <title>Curfew</title>
        <Apology
          title="Curfew could not draw this page"
          actions={
            <a className="btn" href="/sessions">
              Try again
            </a>
          }
        >
          Nothing was changed. {error.digest && <>The log tells what happened, under {error.digest}.</>}
        </Apology>
      </body>
    </html>
  );
}
