// Plain JavaScript of ten years ago: it must still say its sentence on the Node that is too old.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Curfew needs Node 20.19 or newer (22 or 24 recommended); this is ${process.versions.node}. Install a newer Node and run the command again.`,
  );
  process.exit(1);
}
