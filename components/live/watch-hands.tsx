"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect } from "react";
import { refreshGate } from "./refresh-gate";

/** The name under which `instrumentation-client.ts` tells that Next goes elsewhere. */
const NAVIGATION_BEGINS = "curfew:navigation-begins";

/** Tells the gate what hands do: a press that has not been let go, and the way to another page until it is drawn. */
export function WatchHands() {
  const address = `${usePathname()}?${useSearchParams()}`;

  useEffect(() => {
    const onDown = () => refreshGate.hold("pointer");
    // The click comes after the pointer is up, and with it perhaps the navigation.
    const onUp = () => void setTimeout(() => refreshGate.release("pointer"));
    const onNavigation = () => refreshGate.hold("navigation");
    const options = { capture: true, passive: true };
    addEventListener("pointerdown", onDown, options);
    for (const name of UPS) addEventListener(name, onUp, options);
    addEventListener(NAVIGATION_BEGINS, onNavigation);
    return () => {
      removeEventListener("pointerdown", onDown, options);
      for (const name of UPS) removeEventListener(name, onUp, options);
      removeEventListener(NAVIGATION_BEGINS, onNavigation);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new address is what it waits for
  useEffect(() => refreshGate.release("navigation"), [address]);
  return null;
}

const UPS = ["pointerup", "pointercancel", "dragend"] as const;
