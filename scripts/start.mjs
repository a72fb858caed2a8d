// npm start: everything that runs the product, in order, in this one terminal.
import "./node-version.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";

const demo = process.argv.includes("--demo");
const dev = process.argv.includes("--dev");
ensureInstalled({ dev });

const { startCurfew } = await import("./start-curfew.mjs");
try {
  const running = await startCurfew({ demo, dev });
  const stop = async () => {
    process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
    // A second Ctrl+C does not wait.
    process.once("SIGINT", () => process.exit(130));
    console.log("\nStopping…");
    await running.stop();
    process.exit(0);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
