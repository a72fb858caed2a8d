"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { isTyping } from "@/components/shell/keyboard";
import { useShell } from "@/components/shell/shell-context";

interface HistoryKeysProps {
  /** Where T leads: to the table, or back from it. */
  readonly tableHref: string;
}

/** T turns the drawing into its table and back. */
export function HistoryKeys({ tableHref }: HistoryKeysProps) {
  const router = useRouter();
  const { hasSingleKeys } = useShell();
  useEffect(() => {
    if (!hasSingleKeys) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (event.key !== "t" && event.key !== "T") return;
      event.preventDefault();
      router.push(tableHref, { scroll: false });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, tableHref, hasSingleKeys]);
  return null;
}
