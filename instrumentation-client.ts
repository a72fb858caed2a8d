interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string | null }): unknown;
}

// Turbopack's loader sets the address of a chunk as plain text. Of all text, only this origin's own chunks become scripts.
const { trustedTypes } = window as { readonly trustedTypes?: PolicyFactory };
trustedTypes?.createPolicy("default", {
  createScriptURL: (address) => (isOwnChunk(address) ? address : null),
});

function isOwnChunk(address: string): boolean {
  const url = new URL(address, location.href);
  return url.origin === location.origin && url.pathname.startsWith("/_next/static/");
}

/** Live redraws wait while the browser is on the way to another page; one that goes back is there already. */
export function onRouterTransitionStart(address: string, kind: "push" | "replace" | "traverse"): void {
  const url = new URL(address, location.href);
  if (url.pathname === location.pathname && url.search === location.search && kind !== "traverse") return;
  dispatchEvent(new Event("curfew:navigation-begins"));
}
