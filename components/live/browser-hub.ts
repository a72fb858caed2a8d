import { type LiveHub, makeLiveHub } from "./live-hub";

const NAME = "curfew-live";
let shared: LiveHub | undefined;

/** This tab's hub, made on first use and never on the server. */
export function browserHub(): LiveHub {
  shared ??= makeLiveHub("/events", {
    openStream: (url) => new EventSource(url),
    tabs: canAgree()
      ? {
          channel: new BroadcastChannel(NAME),
          lead: (work) => {
            navigator.locks.request(NAME, work).catch(() => {});
          },
        }
      : null,
    onNetwork: (listener) => {
      addEventListener("online", () => listener(true));
      addEventListener("offline", () => listener(false));
    },
    now: () => Date.now(),
    random: () => Math.random(),
  });
  return shared;
}

/** Locks exist on https and localhost alone. */
function canAgree(): boolean {
  return "locks" in navigator && navigator.locks !== undefined && "BroadcastChannel" in window;
}
