"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useTransition } from "react";
import type { LiveKind } from "@/lib/domain/live-row";
import { browserHub } from "./browser-hub";
import { refreshGate } from "./refresh-gate";

interface LiveRefreshProps {
  readonly on: readonly LiveKind[];
  /** Only when the message is about that host. */
  readonly hostId?: number;
  readonly atMostEveryMs?: number;
}

/**
 * Draws the page again when something of that kind has happened, and after every gap. One redraw at a time, and none
 * while somebody presses or is on the way to another page: React would finish the two together, or not at all.
 */
export function LiveRefresh({ on, hostId, atMostEveryMs = 500 }: LiveRefreshProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const isWanted = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const refreshedAt = useRef(Number.NEGATIVE_INFINITY);
  const kinds = on.join(" ");

  const attempt = useEffectEvent(() => {
    if (!isWanted.current || timer.current !== undefined || !mayRefresh(isPending)) return;
    const waitMs = Math.max(0, refreshedAt.current + atMostEveryMs - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      refresh();
    }, waitMs);
  });
  const refresh = useEffectEvent(() => {
    // What holds it back now lets it go when it ends.
    if (!mayRefresh(isPending)) return;
    isWanted.current = false;
    refreshedAt.current = Date.now();
    startTransition(() => router.refresh());
  });
  const want = useEffectEvent(() => {
    isWanted.current = true;
    attempt();
  });

  useEffect(() => {
    if (!isPending) attempt();
  }, [isPending]);

  useEffect(() => {
    const hub = browserHub();
    const wanted = [...kinds.split(" "), "gap"] as LiveKind[];
    const ends = wanted.map((kind) =>
      hub.subscribe(kind, (message) => {
        if (hostId === undefined || isAbout(message, hostId)) want();
      }),
    );
    ends.push(
      refreshGate.onFree(() => attempt()),
      hub.onStatus(() => attempt()),
    );
    // Nobody listened for this page between its drawing by the server and now.
    const askedAt = refreshGate.heldSince("navigation");
    if (hub.status().kind === "connecting" || wanted.some((kind) => hub.heardAt(kind) >= askedAt)) want();
    return () => {
      for (const end of ends) end();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [kinds, hostId]);
  return null;
}

/** Without the line a redraw fails, and the browser would leave the page for its own words about that. */
function mayRefresh(isPending: boolean): boolean {
  return !isPending && !refreshGate.isHeld() && browserHub().status().kind === "live";
}

function isAbout(message: object, hostId: number): boolean {
  if ("hostId" in message) return message.hostId === hostId;
  if ("host" in message) return (message.host as { id: number }).id === hostId;
  if ("hostIds" in message) return (message.hostIds as number[]).includes(hostId);
  return true;
}
