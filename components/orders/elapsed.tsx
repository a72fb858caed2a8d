"use client";

import { useNow } from "@/components/live/use-now";
import { duration } from "@/lib/format/duration";

/** `+24 s` since an instant, ticking. */
export function Elapsed({ since, now }: { readonly since: number; readonly now: number }) {
  const [amount = "", ...units] = duration(useNow(now) - since).split(" ");
  return (
    <>
      +{amount}
      <small>{units.join(" ")}</small>
    </>
  );
}
