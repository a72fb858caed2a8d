import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";

const STAMP = "node_modules/.curfew-installed";

function lockHash() {
  return createHash("sha256").update(fs.readFileSync("package-lock.json")).digest("hex");
}

/** Installs what package-lock.json says, unless that was done before. `dev` adds what tests and checks need. */
export function ensureInstalled({ dev = false } = {}) {
  const wanted = lockHash();
  const [hash, kind] = fs.existsSync(STAMP) ? fs.readFileSync(STAMP, "utf8").split(" ") : [];
  if (hash === wanted && (kind === "all" || !dev)) return;
  console.log(dev ? "Installing packages for tests…" : "Installing packages…");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  if (!dev) args.push("--omit=dev");
  const run = spawnSync("npm", args, { stdio: "inherit", shell: process.platform === "win32" });
  if (run.status !== 0) {
    console.error(
      "npm could not install the packages (its reason stands above): mend it and run the command again.",
    );
    process.exit(1);
  }
  fs.writeFileSync(STAMP, `${wanted} ${dev ? "all" : "run"}`);
}
