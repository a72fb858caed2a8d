import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import type { HostFacts } from "@/lib/protocol/messages";
import type { BootFacts } from "../platform";
import { bootOf, JOURNAL_START_FILTER } from "./journal-record";
import type { SystemBus } from "./system-bus";

const run = promisify(execFile);
const SYSTEMD = "org.freedesktop.systemd1";
const LOGIND = "org.freedesktop.login1";
const PROPERTIES = "org.freedesktop.DBus.Properties";

export async function readFacts(): Promise<HostFacts> {
  const machineId = (await readFile("/etc/machine-id", "utf8")).trim();
  if (!/^[0-9a-f]{32}$/.test(machineId)) throw new Error("/etc/machine-id holds no machine id");
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  const os = /^PRETTY_NAME="?(.*?)"?$/m.exec(release)?.[1] ?? "Linux";
  return { machineId, name: hostname(), platform: "linux", isSimulated: false, os: os.slice(0, 256) };
}

/** The boot id as the journal writes it, and the start as systemd noted it: both stay what they are for the boot. */
export async function readBoot(bus: SystemBus): Promise<BootFacts> {
  const id = (await bootOfJournal()) ?? (await bootOfKernel());
  const startOf = async (property: string): Promise<number> =>
    Math.floor(Number((await managerProperty(bus, property)) ?? 0) / 1000);
  // A container has no kernel of its own.
  return { id, startedAt: (await startOf("KernelTimestamp")) || (await startOf("UserspaceTimestamp")) };
}

/** `257.7-1` is 257; 0 where it cannot be read. */
export async function systemdVersion(bus: SystemBus): Promise<number> {
  return Number.parseInt(String(await managerProperty(bus, "Version")), 10) || 0;
}

async function managerProperty(bus: SystemBus, property: string): Promise<unknown> {
  const [value] = await bus.call({
    destination: SYSTEMD,
    path: "/org/freedesktop/systemd1",
    interface: PROPERTIES,
    member: "Get",
    signature: "ss",
    body: [`${SYSTEMD}.Manager`, property],
  });
  return contentOf(value);
}

/** logind's IdleActionSec in milliseconds; zero there means never. */
export async function readIdleAfter(bus: SystemBus): Promise<number> {
  const call = { destination: LOGIND, path: "/org/freedesktop/login1", interface: PROPERTIES, member: "Get" };
  const [value] = await bus.call({ ...call, signature: "ss", body: [`${LOGIND}.Manager`, "IdleActionUSec"] });
  const micros = Number(contentOf(value));
  return micros > 0 ? micros / 1_000 : Number.POSITIVE_INFINITY;
}

function contentOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "value" in value ? value.value : null;
}

/** The audit records bear the journal's id; /proc may tell another one to a hardened unit inside a container. */
async function bootOfJournal(): Promise<string | null> {
  try {
    const { stdout } = await run(
      "journalctl",
      [
        "--output=json",
        "--quiet",
        "--no-pager",
        "--lines=1",
        "--output-fields=MESSAGE",
        ...JOURNAL_START_FILTER,
      ],
      { timeout: 10_000 },
    );
    const record: unknown = JSON.parse(stdout);
    const isRecord = typeof record === "object" && record !== null && "__CURSOR" in record;
    return isRecord ? bootOf(String(record.__CURSOR)) : null;
  } catch {
    return null;
  }
}

async function bootOfKernel(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim().replaceAll("-", "");
}
