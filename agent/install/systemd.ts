import { spawnSync } from "node:child_process";

export interface UnitState {
  /** `active`, `failed`, … as systemd says it. */
  readonly active: string;
  readonly enabled: string;
  readonly pid: number;
  readonly restarts: number;
  /** Whether there is such a unit at all. */
  readonly isLoaded: boolean;
}

/** The service manager's own words where it says no. */
export function systemctl(...args: string[]): void {
  const { status, error, stderr } = spawnSync("systemctl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`systemctl ${args.join(" ")}: ${error?.message ?? stderr.trim()}`);
}

/** Counts failures afresh; a unit that never ran has none, which systemd calls an error. */
export function forgetFailures(service: string): void {
  spawnSync("systemctl", ["reset-failed", service]);
}

export function readUnitState(service: string): UnitState {
  const wanted = "ActiveState,UnitFileState,MainPID,NRestarts,LoadState";
  const { stdout } = spawnSync("systemctl", ["show", service, "-p", wanted], { encoding: "utf8" });
  const facts = new Map((stdout ?? "").split("\n").map((line) => splitOnce(line)));
  return {
    active: facts.get("ActiveState") ?? "unknown",
    enabled: facts.get("UnitFileState") || "not enabled",
    pid: Number(facts.get("MainPID") ?? 0),
    restarts: Number(facts.get("NRestarts") ?? 0),
    isLoaded: facts.get("LoadState") === "loaded",
  };
}

/** The last lines that the service wrote. */
export function readLastLines(service: string, count: number): string {
  const args = ["-u", service, "-o", "cat", "-n", String(count), "--no-pager"];
  return (spawnSync("journalctl", args, { encoding: "utf8" }).stdout ?? "").trim();
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
