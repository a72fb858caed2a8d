import "server-only";
import { isAllowedHost, isOwnOrigin } from "./allowed-host";

/** Set by `stampRequests` from the socket itself; a client's own value never gets through. */
export const PEER_HEADER = "x-curfew-peer";

export interface RequestFacts {
  readonly hasAllowedHost: boolean;
  readonly isSameOrigin: boolean;
  /** Over https, as seen by a proxy that is trusted or as APP_ORIGIN says. */
  readonly isProtected: boolean;
  readonly address: string;
  readonly userAgent: string;
}

/** What a request says of where it comes from, believed only as far as it deserves. */
export function requestFacts(headers: Headers): RequestFacts {
  const host = headers.get("host");
  const isProtected =
    headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https" ||
    process.env.APP_ORIGIN?.startsWith("https:") === true;
  return {
    hasAllowedHost: isAllowedHost(host),
    isSameOrigin: isOwnOrigin(headers.get("origin"), host),
    isProtected,
    address: headers.get(PEER_HEADER) ?? "unknown",
    userAgent: (headers.get("user-agent") ?? "").slice(0, 300),
  };
}
