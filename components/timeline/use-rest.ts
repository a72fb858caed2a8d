import { startTransition, useEffect, useState } from "react";

const REST_MS = 90;

/** The value once it has not changed for a moment, and no hand is on it: for what need not follow every frame. */
export function useRest<T>(value: T, isHeld: boolean): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    if (isHeld) return;
    // In small pieces: there may be hundreds of buttons to put in their places.
    const timer = setTimeout(() => startTransition(() => setRested(value)), REST_MS);
    return () => clearTimeout(timer);
  }, [value, isHeld]);
  return rested;
}
