"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import type { LiveKind } from "@/lib/domain/live-row";
import { browserHub } from "./browser-hub";
import { CONNECTING, type LiveHandler, type LiveStatus } from "./live-hub";

/** Calls the handler on each message of that kind while mounted, and on those told since the page was drawn. */
export function useLive<K extends LiveKind>(kind: K, handler: LiveHandler<K>, since?: number): void {
  const onMessage = useEffectEvent(handler);
  useEffect(() => browserHub().subscribe<K>(kind, (message) => onMessage(message), since), [kind, since]);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    (listener) => browserHub().onStatus(listener),
    () => browserHub().status(),
    () => CONNECTING,
  );
}
