"use client";

import { useEffect, useState } from "react";

/** The server's clock, ticking: the first render is the server's own, so that nothing differs when it hydrates. */
export function useNow(serverNow: number, everyMs = 1_000): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const offsetMs = serverNow - Date.now();
    setNow(serverNow);
    const timer = setInterval(() => setNow(Date.now() + offsetMs), everyMs);
    return () => clearInterval(timer);
  }, [serverNow, everyMs]);
  return now;
}
