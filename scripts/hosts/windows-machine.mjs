import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HOSTS_FOLDER } from "./debian-root.mjs";
import { runInWine, stopWine } from "./windows-tools.mjs";

const PREFIX = path.join(HOSTS_FOLDER, "windows-installed");
const MARK = path.join(PREFIX, ".in-use");
const ENVIRONMENT = "HKLM\\System\\CurrentControlSet\\Control\\Session Manager\\Environment";
const NOT_STARTED = "Application could not be started";
const PING_SECONDS = "900";

/**
 * A Windows of Wine's that programs are installed on: kept between runs as long as each leaves it as it was. Its services run
 * while `boot` has one program running, since Wine ends them with the last.
 */
export class WindowsMachine {
  #holder = null;
  #env = {};

  constructor(env = {}) {
    this.#env = { WINEPREFIX: PREFIX, ...env };
  }

  /** A file on its drive C. */
  file(...parts) {
    return path.join(PREFIX, "drive_c", ...parts);
  }

  async boot() {
    stopWine(PREFIX);
    // A run that was cut short has left something installed.
    if (existsSync(MARK)) rmSync(PREFIX, { recursive: true, force: true });
    const isNew = !existsSync(PREFIX);
    mkdirSync(PREFIX, { recursive: true });
    writeFileSync(MARK, "");
    if (isNew) await this.#make();
    this.#hold();
  }

  /** With variables that programs and services see from then on. */
  async setEnvironment(variables) {
    for (const [name, value] of Object.entries(variables)) await this.setRegistry(ENVIRONMENT, name, value);
    this.#env = { ...this.#env, ...variables };
    stopWine(PREFIX);
    await this.#holder;
    this.#hold();
  }

  async clearEnvironment(names) {
    for (const name of names) await this.done("reg", ["delete", ENVIRONMENT, "/v", name, "/f"]);
  }

  #hold() {
    const timeoutMs = PING_SECONDS * 1_000;
    this.#holder = this.run("ping", ["-n", PING_SECONDS, "127.0.0.1"], { timeoutMs }).catch(() => {});
  }

  async #make() {
    await this.done("wineboot", ["-i"]);
    // What Node wants; a service asks too, so it is the machine that must say so.
    await this.done("winecfg", ["-v", "win10"]);
    // Its own services know what was set up after they began only from the next start on.
    stopWine(PREFIX);
  }

  async run(program, args, options = {}) {
    for (let tries = 1; ; tries++) {
      const done = await runInWine(program, args, { env: this.#env, ...options });
      // Wine's own words where it could not begin: while its server comes and goes.
      if (tries === 3 || !`${done.stdout}${done.stderr}`.includes(NOT_STARTED)) return done;
    }
  }

  /** What it printed; an error where it failed. */
  async done(program, args) {
    const { status, stdout, stderr } = await this.run(program, args);
    if (status !== 0) throw new Error(`${program} ${args[0]}: ${status} ${stdout}${stderr}`.trim());
    return stdout;
  }

  setRegistry(key, value, data) {
    return this.done("reg", ["add", key, ...(value === "" ? ["/ve"] : ["/v", value]), "/d", data, "/f"]);
  }

  /** `RUNNING`, `STOPPED`, …; null: there is no such service. */
  async serviceState(name) {
    const { status, stdout } = await this.run("sc", ["query", name]);
    return status === 0 ? (/STATE\s*: \d+\s+(\w+)/.exec(stdout)?.[1] ?? null) : null;
  }

  read(...parts) {
    const file = this.file(...parts);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** `isAsItWas`: it may be used again. */
  async shutDown(isAsItWas) {
    stopWine(PREFIX);
    await this.#holder;
    if (isAsItWas) rmSync(MARK, { force: true });
  }
}
