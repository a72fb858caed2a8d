import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { HOSTS_FOLDER } from "./debian-root.mjs";

const FOLDER = path.join(HOSTS_FOLDER, "shippers");
const SHIPPERS = {
  rsyslog: { packages: ["rsyslog", "rsyslog-elasticsearch"], program: "usr/sbin/rsyslogd" },
  "syslog-ng": { packages: ["syslog-ng-core", "syslog-ng-mod-http"], program: "usr/sbin/syslog-ng" },
};

/**
 * Debian's shippers, unpacked beside each other and never installed: the two exclude each other, and neither becomes this
 * machine's own service. Kept, as the hosts' file system is.
 */
export function unpackShipper(name) {
  const { packages, program } = SHIPPERS[name];
  const root = path.join(FOLDER, name);
  if (!existsSync(path.join(root, program))) unpack(name, packages, root);
  return {
    root,
    program: path.join(root, program),
    env: { ...process.env, LD_LIBRARY_PATH: libraryFolders(root).join(":") },
  };
}

function unpack(name, packages, root) {
  const unfinished = `${root}.unfinished`;
  const archives = `${root}.archives`;
  for (const folder of [root, unfinished, archives]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(archives, "partial"), { recursive: true });
  mkdirSync(unfinished, { recursive: true });
  const fetching = [
    "install",
    "--download-only",
    "--reinstall",
    "-y",
    "-q",
    "--no-install-recommends",
    "-o",
    `Dir::Cache::archives=${archives}`,
    ...packages,
  ];
  if (!tryRun("apt-get", fetching)) {
    run("apt-get", ["update", "-q"]);
    run("apt-get", fetching);
  }
  for (const file of readdirSync(archives).filter((file) => file.endsWith(".deb"))) {
    run("dpkg-deb", ["-x", path.join(archives, file), unfinished]);
  }
  rmSync(archives, { recursive: true });
  renameSync(unfinished, root);
  if (!existsSync(path.join(root, SHIPPERS[name].program)))
    throw new Error(`${name} was not in its packages`);
}

function libraryFolders(root) {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(path.join(folder, entry.name));
      else if (/\.so(\.|$)/.test(entry.name) && !found.includes(folder)) found.push(folder);
    }
  };
  for (const place of ["lib", "usr/lib"])
    if (existsSync(path.join(root, place))) walk(path.join(root, place));
  return found;
}

/** The folder below the root that holds this module. */
export function moduleFolder(root, file) {
  const folder = libraryFolders(root).find((one) => existsSync(path.join(one, file)));
  if (!folder) throw new Error(`${file} is not in ${root}`);
  return folder;
}

function tryRun(program, args) {
  return (
    spawnSync(program, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status === 0
  );
}

function run(program, args) {
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (status === 0) return;
  const words = error?.message ?? `${stdout}\n${stderr}`.trim().split("\n").slice(-5).join("\n");
  throw new Error(`${program} ${args[0]} failed: ${words}`);
}
