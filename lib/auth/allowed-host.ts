import "server-only";
import os from "node:os";

const OWN_NAMES: ReadonlySet<string> = new Set([
  "localhost",
  "127.0.0.1",
  "[::1]",
  os.hostname().toLowerCase(),
]);

/** Whether this installation may be asked for under that Host: its own names and addresses, and APP_ORIGIN. */
export function isAllowedHost(host: string | null): boolean {
  const url = parseHost(host);
  if (!url) return false;
  return OWN_NAMES.has(url.hostname) || url.host === configuredOrigin()?.host || isOwnAddress(url.hostname);
}

/** True when a state-changing request comes from a page of this very origin. A missing Origin proves nothing. */
export function isOwnOrigin(origin: string | null, host: string | null): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin !== origin || !/^https?:$/.test(url.protocol)) return false;
  const configured = configuredOrigin();
  if (configured?.host === url.host && configured.origin !== origin) return false;
  return hostOf(host, url.protocol) === url.host && isAllowedHost(url.host);
}

function configuredOrigin(): URL | null {
  const origin = process.env.APP_ORIGIN;
  return origin && URL.canParse(origin) ? new URL(origin) : null;
}

/** Read anew each time: a laptop's addresses change while it runs. */
function isOwnAddress(hostname: string): boolean {
  const interfaces = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return interfaces.some(({ address, family }) => {
    const bare = address.split("%")[0] ?? address;
    return hostname === (family === "IPv6" ? new URL(`http://[${bare}]`).hostname : bare);
  });
}

function parseHost(host: string | null, protocol = "http:"): URL | null {
  if (!host || !/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/.test(host)) return null;
  const text = `${protocol}//${host}`;
  return URL.canParse(text) ? new URL(text) : null;
}

function hostOf(host: string | null, protocol: string): string | undefined {
  return parseHost(host, protocol)?.host;
}
