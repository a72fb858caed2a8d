import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

export const HOSTS_FOLDER = "/var/tmp/curfew-hosts";
const ROOT = path.join(HOSTS_FOLDER, "root");
const PACKAGES = ["openssh-client", "debootstrap", "systemd-container"];
const PROGRAMS = ["/usr/bin/ssh-keygen", "/usr/sbin/debootstrap", "/usr/bin/systemd-nspawn"];
const INSIDE = "systemd,systemd-sysv,dbus,libpam-systemd,openssh-server,iproute2,procps";

/** Why real hosts cannot be had here, or null. */
export function skipReason() {
  if (process.platform !== "linux") return `real hosts need Linux, this is ${process.platform}`;
  if (!existsSync("/etc/debian_version"))
    return "real hosts need Debian's debootstrap, and this is not Debian";
  if (process.getuid?.() !== 0) return "real hosts need root, to boot systemd in containers";
  return null;
}

/** A Debian 12 file system to lay hosts over: made once, kept. */
export function ensureRoot() {
  if (PROGRAMS.some((program) => !existsSync(program))) {
    run("apt-get", ["update", "-q"]);
    run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...PACKAGES]);
  }
  if (isWhole(ROOT)) return ROOT;
  const unfinished = `${ROOT}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(ROOT, { recursive: true, force: true });
  mkdirSync(HOSTS_FOLDER, { recursive: true });
  const mirror = configuredMirror();
  run("debootstrap", ["--variant=minbase", `--include=${INSIDE}`, "bookworm", unfinished, ...mirror]);
  renameSync(unfinished, ROOT);
  return ROOT;
}

function isWhole(root) {
  return ["usr/sbin/sshd", "usr/lib/systemd/systemd", "usr/bin/journalctl"].every((file) =>
    existsSync(path.join(root, file)),
  );
}

/** The mirror that this machine itself uses. */
function configuredMirror() {
  for (const file of ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"]) {
    if (!existsSync(file)) continue;
    const url = /(?:^URIs:\s*|^deb\s+(?:\[[^\]]*\]\s+)?)(https?:\/\/\S+)/m.exec(
      readFileSync(file, "utf8"),
    )?.[1];
    if (url) return [url];
  }
  return [];
}

function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  const words = error?.message ?? `${stdout}\n${stderr}`.trim().split("\n").slice(-5).join("\n");
  throw new Error(`${program} ${args[0]} failed: ${words}`);
}
