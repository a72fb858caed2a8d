"use client";

import { useEffect, useEffectEvent } from "react";
import { isTyping } from "@/components/shell/keyboard";
import { useShell } from "@/components/shell/shell-context";

/** What the keys of the Sessions page do; each says whether it had something to do. */
export interface SessionKeys {
  move(step: 1 | -1): boolean;
  /** By a screen of rows, or to one of the ends. */
  leap(to: "page-down" | "page-up" | "first" | "last"): boolean;
  select(extend: boolean): boolean;
  open(): boolean;
  escape(): boolean;
  showNew(): boolean;
  logOff(): boolean;
  /** The row as a line of text. */
  copy(): boolean;
}

/** None fires while somebody types, while a dialog is open, or where the control under the focus has a use for it. */
export function useSessionKeys(keys: SessionKeys): void {
  const { hasSingleKeys } = useShell();
  const act = useEffectEvent((event: KeyboardEvent): boolean => {
    if (event.key.length === 1 && !hasSingleKeys) return false;
    switch (event.key) {
      case "j":
        return keys.move(1);
      case "k":
        return keys.move(-1);
      case "ArrowDown":
        return isInRow(event.target) && keys.move(1);
      case "ArrowUp":
        return isInRow(event.target) && keys.move(-1);
      case "PageDown":
        return isInRow(event.target) && keys.leap("page-down");
      case "PageUp":
        return isInRow(event.target) && keys.leap("page-up");
      case "Home":
        return isInRow(event.target) && keys.leap("first");
      case "End":
        return isInRow(event.target) && keys.leap("last");
      case "x":
      case "X":
        return keys.select(event.shiftKey);
      case "Enter":
        return isRow(event.target) && keys.open();
      case "Escape":
        return keys.escape();
      case "c":
      case "C":
        return keys.copy();
      case ".":
        return keys.showNew();
      case "l":
      case "L":
        return keys.logOff();
      default:
        return false;
    }
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
        return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      if (act(event)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function isRow(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.dataset.row !== undefined;
}

function isInRow(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-row]") !== null;
}
