import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { HOSTS_FOLDER } from "./debian-root.mjs";

/** A Debian host with systemd as its first process, laid over a root that stays as it is. */
export class RealHost {
  #nspawn = null;
  #folder;

  /** `binds` are nspawn's own words for what of this machine the host sees. */
  constructor({ name, address, port, root, binds = [] }) {
    Object.assign(this, { name, address, port, root, binds });
    this.#folder = path.join(HOSTS_FOLDER, `${name}.${process.pid}`);
    this.machineId = randomBytes(16).toString("hex");
  }

  get mount() {
    return path.join(this.#folder, "mount");
  }

  get keyFile() {
    return path.join(this.#folder, "key");
  }

  get isUp() {
    return this.#nspawn !== null && this.#nspawn.exitCode === null && this.#nspawn.signalCode === null;
  }

  /** Writes the host's files: its name, its id, ssh, and the accounts that may log on. */
  prepare(accounts) {
    const upper = path.join(this.#folder, "upper");
    const work = path.join(this.#folder, "work");
    for (const folder of [upper, work, this.mount]) mkdirSync(folder, { recursive: true });
    must("mount", [
      "-t",
      "overlay",
      "overlay",
      "-o",
      `lowerdir=${this.root},upperdir=${upper},workdir=${work}`,
      this.mount,
    ]);
    this.write("etc/hostname", `${this.name}\n`);
    this.write("etc/machine-id", `${this.machineId}\n`);
    const keys = "/etc/ssh/test_keys/%u";
    this.write(
      "etc/ssh/sshd_config.d/test.conf",
      `Port ${this.port}\nListenAddress ${this.address}\nAuthorizedKeysFile ${keys}\nUseDNS no\n`,
    );
    must("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", this.keyFile]);
    cpSync(this.keyFile, path.join(this.mount, "etc/ssh/test_key"));
    for (const { name, fullName } of accounts) {
      must("chroot", [this.mount, "useradd", "-m", "-s", "/bin/bash", "-c", fullName, name]);
      this.write(`etc/ssh/test_keys/${name}`, readFileSync(`${this.keyFile}.pub`));
    }
  }

  write(file, content, mode = 0o644) {
    const whole = path.join(this.mount, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, content, { mode });
  }

  /** Resolves when the host takes ssh connections. */
  async boot() {
    const console = openSync(path.join(this.#folder, "console.log"), "a");
    const node = `--bind-ro=${process.execPath}:/usr/local/bin/node`;
    this.#nspawn = spawn(
      "systemd-nspawn",
      [
        "-q",
        "-M",
        this.name,
        "-D",
        this.mount,
        "--boot",
        "--register=no",
        "--keep-unit",
        "--console=pipe",
        `--hostname=${this.name}`,
        node,
        ...this.binds,
      ],
      { stdio: ["ignore", console, console] },
    );
    await this.#until("ssh answers", 60_000, () => this.#takesConnections());
    await this.#until("logind answers", 30_000, async () => {
      return (await this.run("busctl", ["status", "org.freedesktop.login1"])).status === 0;
    });
  }

  /** The host's own first process. */
  get leader() {
    const children = readFileSync(`/proc/${this.#nspawn.pid}/task/${this.#nspawn.pid}/children`, "utf8");
    return Number(children.trim().split(" ")[0]);
  }

  /** Runs a program inside; resolves with its status and what it wrote. */
  async run(program, args = [], { timeoutMs = 60_000, onLine } = {}) {
    const child = spawn("nsenter", ["-t", String(this.leader), "-a", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output += text;
      });
    }
    if (onLine) forEachLine(child.stdout, onLine);
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const [status] = await once(child, "close");
    clearTimeout(timer);
    return { status, output };
  }

  /** An orderly stop. */
  async shutDown() {
    if (!this.isUp) return;
    const ended = once(this.#nspawn, "exit");
    this.#nspawn.kill("SIGTERM");
    const isEnded = await Promise.race([ended.then(() => true), pause(20_000, false, { ref: false })]);
    if (!isEnded) await this.crash();
  }

  /** The power is cut. */
  async crash() {
    if (!this.isUp) return;
    const ended = once(this.#nspawn, "exit");
    const { leader } = this;
    if (leader > 1) process.kill(leader, "SIGKILL");
    this.#nspawn.kill("SIGKILL");
    await ended;
  }

  async remove() {
    await this.shutDown();
    if (existsSync(this.mount)) {
      await this.#until("the host's files are free", 10_000, async () => {
        return spawnSync("umount", [this.mount]).status === 0 || !isMounted(this.mount);
      });
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  console() {
    const file = path.join(this.#folder, "console.log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  #takesConnections() {
    return new Promise((resolve) => {
      const socket = connect(this.port, this.address);
      const answer = (isSo) => {
        socket.destroy();
        resolve(isSo);
      };
      socket.once("data", () => answer(true));
      socket.once("error", () => answer(false));
      // sshd that is still starting takes the connection and drops it without a word.
      socket.once("close", () => answer(false));
      socket.setTimeout(1_000, () => answer(false));
    });
  }

  async #until(what, patienceMs, isSo) {
    const endAt = Date.now() + patienceMs;
    while (!(await isSo())) {
      if (this.#nspawn && !this.isUp && what.endsWith("answers")) {
        throw new Error(
          `${this.name} did not boot: ${this.console().trim().split("\n").slice(-3).join(" / ")}`,
        );
      }
      if (Date.now() > endAt) throw new Error(`${this.name}: waited in vain until ${what}`);
      await pause(20);
    }
  }
}

function isMounted(folder) {
  return readFileSync("/proc/self/mountinfo", "utf8").includes(` ${folder} `);
}

function forEachLine(stream, onLine) {
  let rest = "";
  stream.on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}

function must(program, args) {
  const { status, error, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr.trim()}`);
}
