import { spawnSync } from "node:child_process";
import { ensureInstalledHere } from "./debian-root.mjs";

const MSIINFO = "/usr/bin/msiinfo";

/** The rows of a table in an installer. */
export function readTable(installer, table) {
  ensureInstalledHere(["msitools"], [MSIINFO]);
  const { status, stdout, stderr } = spawnSync(MSIINFO, ["export", installer, table], { encoding: "utf8" });
  if (status !== 0) throw new Error(`msiinfo: ${stderr.trim()}`);
  // Names, then types, then the name of the table and its keys.
  const [names, , , ...rows] = stdout.split(/\r?\n/).filter((line) => line !== "");
  const columns = names.split("\t");
  return rows.map((row) => Object.fromEntries(row.split("\t").map((value, i) => [columns[i], value])));
}

/** What an installation does, in its order. */
export function readActions(installer) {
  return readTable(installer, "InstallExecuteSequence")
    .sort((a, b) => Number(a.Sequence) - Number(b.Sequence))
    .map(({ Action }) => Action);
}
