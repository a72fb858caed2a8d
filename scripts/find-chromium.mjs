// A Chromium for the browser tests: the one named, Playwright's own, one on this machine, or the one that comes with npm.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const ON_THIS_MACHINE = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

export async function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const { chromium } = await import("@playwright/test");
  if (fs.existsSync(chromium.executablePath())) return chromium.executablePath();
  const found = ON_THIS_MACHINE.map(onPath).find(Boolean);
  if (found) return found;
  if (process.platform === "linux") {
    const { default: packaged } = await import("@sparticuz/chromium");
    return packaged.executablePath();
  }
  throw new Error("No Chromium was found: install one, or name it in CHROMIUM_PATH.");
}

export const CHROMIUM_ARGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** The version line, which also shows that the program runs at all. */
export function chromiumVersion(file) {
  return execFileSync(file, ["--version", "--no-sandbox"], { encoding: "utf8" }).trim();
}
