// Preloaded into every process that `npm start` starts: standard input ends when the owner dies, however it dies.
// A process that those start inherits the preload, and has no such owner: the mark is taken off for it.
if (process.env.CURFEW_HAS_OWNER) {
  delete process.env.CURFEW_HAS_OWNER;
  process.stdin.on("end", stop).on("error", stop).resume();
  process.stdin.unref?.();
}

function stop() {
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(0), 3_000).unref();
}
