"use client";

import { useEffect } from "react";

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

/** What lies under the focus may go away: a row that ends, a token that is revoked. Then it goes to what stood beside it. */
export function KeepFocus() {
  useEffect(() => {
    let way: readonly Element[] = [];
    let top = 0;
    let frame = 0;
    const onFocus = ({ target }: FocusEvent) => {
      if (!(target instanceof Element)) return;
      way = ancestorsOf(target);
      top = target.getBoundingClientRect().top;
    };
    // A focus that was given up, as by a click beside everything, is not brought back later.
    const onBlur = () =>
      void setTimeout(() => {
        if (isNowhere() && way[0]?.isConnected) way = [];
      });
    const look = () => {
      if (way.length === 0 || !isNowhere() || way[0]?.isConnected) return;
      // Whoever took it away knows better where it belongs, and says so within a frame.
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (isNowhere()) nearest(way, top)?.focus({ preventScroll: true });
      });
    };
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
    document.addEventListener("focusin", onFocus);
    document.addEventListener("focusout", onBlur);
    return () => {
      changes.disconnect();
      cancelAnimationFrame(frame);
      document.removeEventListener("focusin", onFocus);
      document.removeEventListener("focusout", onBlur);
    };
  }, []);
  return null;
}

function ancestorsOf(element: Element): Element[] {
  const way: Element[] = [];
  for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) way.push(at);
  return way;
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function isShown(element: Element): boolean {
  return element.checkVisibility();
}

/** In the smallest part of the page that is still there: the control that is as high up, or the page itself. */
function nearest(way: readonly Element[], top: number): HTMLElement | null {
  const part = way.find((element) => element.isConnected);
  const inside = [...(part?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].filter(isShown);
  const far = (element: Element) => Math.abs(element.getBoundingClientRect().top - top);
  const [first, ...others] = inside;
  const page = document.getElementById("content");
  return first ? others.reduce((best, one) => (far(one) < far(best) ? one : best), first) : page;
}
