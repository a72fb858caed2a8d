import { readFileSync } from "node:fs";
import { count } from "@/lib/format/count";

export interface ProcessorTime {
  /** Seconds. */
  readonly gateway: number;
  /** With all its processes. */
  readonly database: number;
  readonly sender: number;
}

/** What a busy machine changes little, other than the time on the wall. */
export function processorTime(gateway: {
  readonly pid: number | undefined;
  readonly databasePid: number;
}): ProcessorTime {
  const { user, system } = process.cpuUsage();
  return {
    gateway: ticks(gateway.pid ?? 0, false),
    database: ticks(gateway.databasePid, true),
    sender: (user + system) / 1e6,
  };
}

/** For each of so many events, in microseconds; and how many a second two cores could do at that price. */
export function timePerEvent(before: ProcessorTime, after: ProcessorTime, events: number) {
  const each = (part: keyof ProcessorTime) => ((after[part] - before[part]) / events) * 1e6;
  const [gateway, database, sender] = [each("gateway"), each("database"), each("sender")];
  return { gateway, database, sender, twoCores: Math.round(2e6 / (gateway + database + sender)) };
}

export function inWords({ gateway, database, sender, twoCores }: ReturnType<typeof timePerEvent>): string {
  const [ours, theirs, senders] = [gateway, database, sender].map((micros) => `${micros.toFixed(1)} µs`);
  return `gateway ${ours}, database ${theirs}, sender ${senders}: two cores give ${count(twoCores)} events/s at that price`;
}

function ticks(pid: number, withChildren: boolean): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const own = ((fields[11] ?? 0) + (fields[12] ?? 0)) / 100;
    if (!withChildren) return own;
    const waited = ((fields[13] ?? 0) + (fields[14] ?? 0)) / 100;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return children.filter(Boolean).reduce((sum, child) => sum + ticks(Number(child), true), own + waited);
  } catch {
    return 0;
  }
}
