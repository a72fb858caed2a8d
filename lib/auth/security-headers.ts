import "server-only";

interface HeaderFacts {
  readonly nonce: string;
  readonly isProtected: boolean;
  readonly isDevelopment: boolean;
}

/** Two years, as preload lists ask. */
const HSTS_SECONDS = 63_072_000;

/** What every answer carries. */
export function securityHeaders({ nonce, isProtected, isDevelopment }: HeaderFacts) {
  const policy = [
    "default-src 'none'",
    // React's development build evaluates code to rebuild stack traces.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "script-src-attr 'none'",
    isDevelopment ? "style-src-elem 'self' 'unsafe-inline'" : `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(isDevelopment ? [] : ["require-trusted-types-for 'script'", "trusted-types default nextjs"]),
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    "cache-control": "no-store",
    ...(isProtected ? { "strict-transport-security": `max-age=${HSTS_SECONDS}; includeSubDomains` } : {}),
  };
}
