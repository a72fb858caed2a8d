import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

export const HOSTS_FOLDER = "/var/tmp/curfew-hosts";
const RELEASES = {
  bookworm: { folder: "root", with: [] },
  // Without utmp and wtmp: wtmpdb keeps who was on.
  trixie: { folder: "root-trixie", with: ["libpam-wtmpdb", "wtmpdb"] },
};
const PACKAGES = ["openssh-client", "debootstrap", "systemd-container"];
const PROGRAMS = ["/usr/bin/ssh-keygen", "/usr/sbin/debootstrap", "/usr/bin/systemd-nspawn"];
const INSIDE = ["systemd", "systemd-sysv", "dbus", "libpam-systemd", "openssh-server", "iproute2", "procps"];

/** Why real hosts cannot be had here, or null. */
export function skipReason() {
  if (process.platform !== "linux") return `real hosts need Linux, this is ${process.platform}`;
  if (!existsSync("/etc/debian_version"))
    return "real hosts need Debian's debootstrap, and this is not Debian";
  if (process.getuid?.() !== 0) return "real hosts need root, to boot systemd in containers";
  return null;
}

/** A Debian file system to lay hosts over: made once, kept. */
export function ensureRoot(release = "bookworm") {
  ensureInstalledHere(PACKAGES, PROGRAMS);
  const root = path.join(HOSTS_FOLDER, RELEASES[release].folder);
  if (isWhole(root)) return root;
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(root, { recursive: true, force: true });
  mkdirSync(HOSTS_FOLDER, { recursive: true });
  const inside = [...INSIDE, ...RELEASES[release].with].join(",");
  const mirror = configuredMirror();
  run("debootstrap", ["--variant=minbase", `--include=${inside}`, release, unfinished, ...mirror]);
  renameSync(unfinished, root);
  return root;
}

/** Packages that this machine lacks, from its own mirror. */
export function ensureInstalledHere(packages, programs) {
  if (programs.every((program) => existsSync(program))) return;
  run("apt-get", ["update", "-q"]);
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages]);
}

/**
 * Debian 12 with packages on top, as a layer to lay hosts over: made once, kept. Answers with what an overlay takes as its
 * lower folders.
 */
export function ensureLayer(name, packages) {
  const root = ensureRoot();
  const layer = path.join(HOSTS_FOLDER, `layer-${name}`);
  const lower = `${layer}:${root}`;
  if (existsSync(layer)) return lower;
  const unfinished = `${layer}.unfinished`;
  const [upper, work, mount] = ["upper", "work", "mount"].map((folder) => path.join(unfinished, folder));
  if (existsSync(mount)) spawnSync("umount", ["-R", mount]);
  rmSync(unfinished, { recursive: true, force: true });
  for (const folder of [upper, work, mount]) mkdirSync(folder, { recursive: true });
  run("mount", [
    "-t",
    "overlay",
    "overlay",
    "-o",
    `lowerdir=${root},upperdir=${upper},workdir=${work}`,
    mount,
  ]);
  try {
    run("mount", ["-t", "proc", "proc", path.join(mount, "proc")]);
    copyFileSync("/etc/resolv.conf", path.join(mount, "etc/resolv.conf"));
    // What is installed must not start here.
    const policy = path.join(mount, "usr/sbin/policy-rc.d");
    writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
    run("chroot", [mount, "apt-get", "update", "-q"]);
    run("chroot", [mount, "apt-get", "install", "-y", "-q", "--no-install-recommends", ...packages]);
    run("chroot", [mount, "apt-get", "clean"]);
    rmSync(policy);
  } finally {
    run("umount", ["-R", mount]);
  }
  renameSync(upper, layer);
  rmSync(unfinished, { recursive: true, force: true });
  return lower;
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
