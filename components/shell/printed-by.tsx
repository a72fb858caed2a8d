"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { visibleText } from "@/lib/format/count";
import { useShell } from "./shell-context";

/** At the end of what goes on paper: from where, by whom, when, and which clock its times are of. */
export function PrintedBy({ name }: { readonly name: string }) {
  const { zone, zoneOffset } = useShell();
  const path = usePathname();
  const [at, setAt] = useState("");
  useEffect(() => {
    const onPrint = () => setAt(new Date().toISOString().slice(0, 19));
    onPrint();
    addEventListener("beforeprint", onPrint);
    return () => removeEventListener("beforeprint", onPrint);
  }, []);
  const clock = zone.kind === "utc" ? "UTC" : `${zone.timeZone}, ${zoneOffset} now`;
  return (
    <p className="printed-by">
      Curfew {path}, printed by {visibleText(name)} at {at}Z. Times in {clock}.
    </p>
  );
}
