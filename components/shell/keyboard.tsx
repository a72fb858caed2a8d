"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { refreshGate } from "@/components/live/refresh-gate";
import { CONSOLE_PAGES } from "./pages";
import { useShell } from "./shell-context";

/** How long after g the next key still means a page. */
const CHORD_MS = 1_500;

interface KeyboardProps {
  readonly allowed: readonly string[];
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  readonly onToggleNav: () => void;
}

/** The keys that work on every page. None fires while somebody types, or while a dialog is open. */
export function Keyboard({ allowed, onPalette, onHelp, onToggleNav }: KeyboardProps) {
  const router = useRouter();
  const { hasSingleKeys } = useShell();
  const chordAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onPalette();
        return;
      }
      if (!hasSingleKeys || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.timeStamp - chordAt.current < CHORD_MS) {
        chordAt.current = Number.NEGATIVE_INFINITY;
        refreshGate.release("chord");
        const page = CONSOLE_PAGES.find(({ key, href }) => key === event.key && allowed.includes(href));
        if (!page) return;
        event.preventDefault();
        // The same key may mean something to the page itself.
        event.stopPropagation();
        router.push(page.href);
        return;
      }
      if (event.key === "g") {
        chordAt.current = event.timeStamp;
        refreshGate.hold("chord");
      } else if (event.key === "?") onHelp();
      else if (event.key === "[") onToggleNav();
      else if (event.key === "/" && focusFilter()) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => document.removeEventListener("keydown", onKeyDown, { capture: true });
  }, [router, allowed, hasSingleKeys, onPalette, onHelp, onToggleNav]);

  return null;
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select, [role=textbox]")) return true;
  return target.matches("input:not([type=checkbox]):not([type=radio]):not([type=button])");
}

/** A page marks its filter with data-filter. */
function focusFilter(): boolean {
  const filter = document.querySelector<HTMLInputElement>("[data-filter]");
  filter?.focus();
  filter?.select?.();
  return filter !== null;
}
