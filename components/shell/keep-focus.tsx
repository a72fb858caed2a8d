"use client";

import { useEffect } from "react";

/** Not fields: to be put into one opens what it offers. */
const FOCUSABLE = 'a[href], button, summary, input[type="checkbox"], [tabindex="0"]';

/**
 * What lies under the focus may go away: a row that ends, a token that is revoked, the link to another page. For whoever
 * uses keys it then goes to what stood beside it, and on another page to where that begins.
 */
export function KeepFocus() {
  useEffect(() => {
    let last: Place | null = null;
    let usesKeys = false;
    let frame = 0;
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element) last = placeOf(target);
    };
    // A focus that was given up, as by Esc in the filter, is not brought back later.
    const onBlur = () =>
      void setTimeout(() => {
        if (isNowhere() && last?.way[0]?.isConnected) last = null;
      });
    const onKey = () => {
      usesKeys = true;
    };
    const onPointer = () => {
      usesKeys = false;
    };
    const look = () => {
      if (!usesKeys || !last || !isNowhere() || last.way[0]?.isConnected) return;
      // Whoever took it away may know better where it belongs, and says so within a frame.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (last && isNowhere()) nearest(last)?.focus({ preventScroll: true });
      });
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
    const options = { capture: true, passive: true };
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    document.addEventListener("keydown", onKey, options);
    document.addEventListener("pointerdown", onPointer, options);
    return () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
      document.removeEventListener("keydown", onKey, options);
      document.removeEventListener("pointerdown", onPointer, options);
    };
  }, []);
  return null;
}

interface Place {
  /** The element that had the focus, and everything that it stood in. */
  readonly way: readonly Element[];
  readonly top: number;
  readonly page: string;
}

function placeOf(element: Element): Place {
  const way: Element[] = [];
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) way.push(at);
  return { way, top: element.getBoundingClientRect().top, page: location.pathname };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** In the smallest part of the page that is still there: the control that is as high up, or the page itself. */
function nearest({ way, top, page }: Place): HTMLElement | null {
  const whole = document.getElementById("content");
  if (page !== location.pathname) return whole;
  const part = way.find((element) => element.isConnected);
  const inside = [...(part?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])];
  const far = (element: Element) => Math.abs(element.getBoundingClientRect().top - top);
  const [first, ...others] = inside.filter((element) => element.checkVisibility());
  return first ? others.reduce((best, one) => (far(one) < far(best) ? one : best), first) : whole;
}
