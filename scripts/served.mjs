/** How esbuild makes a program that runs beside the installed packages: the gateway, the command line. */
export const SERVED = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  // Next's marker for server code throws in plain Node.
  alias: { "server-only": "./scripts/server-only.mjs" },
  logLevel: "error",
};
