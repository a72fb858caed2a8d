import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What logind's record of a session tells of its leader. */
export interface SessionRecord {
  readonly boot: string;
  readonly sessionId: string;
  /** Of a new session; empty in the record of its removal. */
  readonly leader: string;
  readonly message: string;
  readonly atMicros: string;
}

type Ask = (program: string, args: readonly string[]) => Promise<string>;

const run = promisify(execFile);
const ask: Ask = async (program, args) =>
  (await run(program, [...args], { timeout: 10_000, maxBuffer: 4_194_304 })).stdout;
const OUTPUT = ["--output=json", "--quiet", "--no-pager"];
const NEW_SESSION = "MESSAGE_ID=8d45620c1a4348dbb17410da57c60c66";
const REMEMBERED = 2_000;
/** The leader of a session writes about it within this. */
const NEAR_MICROS = 30_000_000n;

/**
 * systemd from 256 on opens a session of class manager beside each person's own, and only from 258 on its record says so.
 * Before that the leader tells: it runs in the person's service manager, and no session of a person begins there.
 */
export class ManagerSessions {
  readonly #known = new Map<string, Promise<boolean>>();
  readonly #ask: Ask;
  readonly #root: string;
  readonly #isPossible: boolean;

  constructor(systemdVersion: number, options: { ask?: Ask; root?: string } = {}) {
    this.#isPossible = systemdVersion >= 256;
    this.#ask = options.ask ?? ask;
    this.#root = options.root ?? "/";
  }

  /** Null for one that cannot tell: `with class` is in no record of that version. */
  static classOf(message: string): string | null {
    return / with class '([\w-]+)'/.exec(message)?.[1] ?? null;
  }

  isManager(record: SessionRecord): Promise<boolean> {
    const told = ManagerSessions.classOf(record.message);
    if (told !== null) return this.#remember(record, Promise.resolve(NOT_A_PERSONS.has(told)));
    if (!this.#isPossible) return Promise.resolve(false);
    const known = this.#known.get(keyOf(record));
    if (known) return known;
    const found = record.leader !== "" ? this.#byLeader(record) : this.#byNewRecord(record);
    return this.#remember(
      record,
      found.catch(() => false),
    );
  }

  #remember(record: SessionRecord, answer: Promise<boolean>): Promise<boolean> {
    this.#known.set(keyOf(record), answer);
    for (const key of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(key);
    }
    return answer;
  }

  /** The records of the leader bear the unit that it ran in; while it lives, /proc says the same at once. */
  async #byLeader({ boot, leader, atMicros }: SessionRecord): Promise<boolean> {
    if (!/^\d+$/.test(leader)) return false;
    const at = BigInt(/^\d+$/.test(atMicros) ? atMicros : 0);
    const seconds = (micros: bigint) => `@${(micros > 0n ? micros : 0n) / 1_000_000n}`;
    const text = await this.#ask("journalctl", [
      ...OUTPUT,
      "--lines=50",
      `--since=${seconds(at - NEAR_MICROS)}`,
      `--until=${seconds(at + NEAR_MICROS)}`,
      `_BOOT_ID=${boot}`,
      `_PID=${leader}`,
    ]);
    if (lines(text).some(({ _SYSTEMD_UNIT }) => isManagerUnit(_SYSTEMD_UNIT))) return true;
    const cgroup = await readFile(`${this.#root}/proc/${leader}/cgroup`, "utf8").catch(() => "");
    return cgroup.split("\n").some((line) => line.split("/").some((unit) => isManagerUnit(unit)));
  }

  /** The removal names no leader: the record of its beginning does. */
  async #byNewRecord({ boot, sessionId }: SessionRecord): Promise<boolean> {
    const text = await this.#ask("journalctl", [
      ...OUTPUT,
      "--lines=1",
      `_BOOT_ID=${boot}`,
      NEW_SESSION,
      `SESSION_ID=${sessionId}`,
      "_SYSTEMD_UNIT=systemd-logind.service",
    ]);
    const [fields] = lines(text);
    if (!fields) return false;
    const { LEADER: leader = "", MESSAGE: message = "", __REALTIME_TIMESTAMP: atMicros = "" } = fields;
    const told = ManagerSessions.classOf(message);
    if (told !== null) return NOT_A_PERSONS.has(told);
    return this.#byLeader({ boot, sessionId, leader, message, atMicros });
  }
}

const NOT_A_PERSONS = new Set([
  "manager",
  "manager-early",
  "greeter",
  "background",
  "background-light",
  "lock-screen",
  "none",
]);

function isManagerUnit(unit: string | undefined): boolean {
  return /^user@\d+\.service$/.test(unit ?? "");
}

function keyOf({ boot, sessionId }: SessionRecord): string {
  return `${boot} ${sessionId}`;
}

function lines(text: string): Record<string, string>[] {
  return text.split("\n").flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== "object" || value === null) return [];
      const texts = Object.entries(value).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      );
      return [Object.fromEntries(texts)];
    } catch {
      return [];
    }
  });
}
