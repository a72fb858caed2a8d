/** How esbuild makes the agent of one system: the branches of the others are cut away, with all that they import. */
export function agentFor(platform) {
  return {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    define: { "process.platform": JSON.stringify(platform) },
    // It carries its own unit.
    loader: { ".service": "text" },
    // It stands beside the program on Windows, and is needed nowhere else.
    external: ["koffi"],
  };
}
