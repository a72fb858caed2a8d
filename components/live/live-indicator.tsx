"use client";

import { count } from "@/lib/format/count";
import { useLiveStatus } from "./use-live";

/** In the foot of the navigation: whether what is shown is live, and how many hosts say so. */
export function LiveIndicator() {
  const { kind, freshHosts, allHosts } = useLiveStatus();
  const words = {
    connecting: "Connecting",
    live: hostsSaid(freshHosts, allHosts),
    lost: "Not live · trying again",
    "signed-out": "Signed out",
  }[kind];
  return (
    <div data-stream={kind === "live" ? "on" : "off"}>
      <div className="nav-live" role="status" title={words}>
        <span className="pulse" />
        <span>{words}</span>
      </div>
    </div>
  );
}

function hostsSaid(fresh: number | null, all: number | null): string {
  if (fresh === null || all === null) return "Live";
  if (all === 0) return "Live · no host yet";
  return `Live · ${count(fresh)} of ${count(all)} hosts`;
}
