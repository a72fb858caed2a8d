import { useEffect, useState } from "react";

const REST_MS = 90;

/** The value once it has not changed for a moment: for what need not follow every frame. */
export function useRest<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
