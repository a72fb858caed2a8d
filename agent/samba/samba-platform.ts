import { type ChildProcess, execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Fence } from "@/lib/domain/fence";
import type { AuditPolicy, HostFacts, ReportedSession } from "@/lib/protocol/messages";
import { findFencedSession } from "../find-fenced-session";
import { Accounts, accountKey } from "../logind/accounts";
import { readBoot, readFacts } from "../logind/host-facts";
import { SystemBus } from "../logind/system-bus";
import {
  type ActAnswer,
  type BootFacts,
  type EventBatch,
  type LogOffForce,
  type Platform,
  type PlatformChange,
  unsupported,
} from "../platform";
import { Watchers } from "../watchers";
import { AuditFeed } from "./audit-feed";
import { SAMBA_FILTER } from "./audit-line";
import { runId } from "./share-runs";
import { readSmbStatus, type SmbSession, type SmbStatus } from "./smb-status";

const run = promisify(execFile);
const FOLLOW_AGAIN_MS = 1_000;

/** A file server: who has its shares open over the network. A host of its own beside the machine that it runs on. */
export class SambaPlatform implements Platform {
  readonly #machineId: string;
  readonly #facts: HostFacts;
  readonly #boot: BootFacts;
  readonly #accounts: Accounts;
  readonly #feed: AuditFeed;
  /** Always at the journal's end, whatever has been reported. */
  readonly #live: AuditFeed;
  readonly #watchers = new Watchers();
  readonly #log: (line: string) => void;
  #follower: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #isAudited = false;
  #listing: Promise<unknown> = Promise.resolve();

  private constructor(parts: {
    machineId: string;
    facts: HostFacts;
    boot: BootFacts;
    accounts: Accounts;
    log: (line: string) => void;
  }) {
    this.#machineId = parts.machineId;
    this.#facts = parts.facts;
    this.#boot = parts.boot;
    this.#accounts = parts.accounts;
    this.#log = parts.log;
    this.#feed = new AuditFeed(parts.accounts, parts.machineId);
    this.#live = new AuditFeed(parts.accounts, parts.machineId);
  }

  static async open({ log }: { log: (line: string) => void }): Promise<SambaPlatform> {
    const { version } = await readStatus();
    const machine = await readFacts();
    const bus = new SystemBus([], () => {});
    const boot = await readBoot(bus).finally(() => bus.close());
    const facts: HostFacts = {
      ...machine,
      // The machine itself may have an agent too: this is another host, with a history of its own.
      machineId: `${machine.machineId}.samba`,
      name: `${machine.name}-smb`,
      os: `Samba ${version} on ${machine.os}`.slice(0, 256),
    };
    const { machineId } = machine;
    const platform = new SambaPlatform({ machineId, facts, boot, accounts: new Accounts(), log });
    await platform.auditPolicy();
    platform.#follow();
    return platform;
  }

  async facts(): Promise<HostFacts> {
    return this.#facts;
  }

  async boot(): Promise<BootFacts> {
    return this.#boot;
  }

  /** One reading at a time: the feed behind it goes on from where the last one stood. */
  listSessions(): Promise<ReportedSession[]> {
    const listing = this.#listing.then(() => this.#list());
    this.#listing = listing.catch(() => {});
    return listing;
  }

  watch(onChange: (change: PlatformChange) => void): () => void {
    return this.#watchers.add(onChange);
  }

  async logOff(fence: Fence, force: LogOffForce): Promise<ActAnswer> {
    const found = await findFencedSession(this, fence);
    if (found.kind === "different") return { kind: "refused", detail: found.detail };
    const pid = Number(fence.sessionId.split("-")[0]);
    const { sessions } = await readStatus();
    const others = sessions.filter(
      (session) => session.pid === pid && session.user !== found.session.account.name,
    );
    if (others.length > 0) {
      const detail = `${others.map(({ user }) => user).join(", ")} came over the same connection, and would go too`;
      return { kind: "refused", detail };
    }
    if (force === "ask") {
      await run("smbcontrol", [String(pid), "shutdown"], { timeout: 10_000 });
      return { kind: "done", detail: `smbcontrol ${pid} shutdown` };
    }
    const command = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    if (!command.startsWith("smbd")) return { kind: "refused", detail: `process ${pid} is no smbd any more` };
    const signal = force === "terminate" ? "SIGTERM" : "SIGKILL";
    process.kill(pid, signal);
    return { kind: "done", detail: `${signal} to ${pid}` };
  }

  async disconnect(): Promise<ActAnswer> {
    return unsupported("disconnect a session and keep it", "Samba");
  }

  async lock(): Promise<ActAnswer> {
    return unsupported("lock a session", "Samba");
  }

  async message(): Promise<ActAnswer> {
    return { kind: "unsupported", detail: "a session over the network has no screen to write to" };
  }

  readEvents(cursor: string | null, limit: number): Promise<EventBatch> {
    return this.#feed.read(cursor, limit);
  }

  async auditPolicy(): Promise<AuditPolicy> {
    this.#isAudited = await readsAudit();
    const setting = this.#isAudited ? ("success" as const) : ("none" as const);
    return {
      source: "samba",
      subcategories: [
        { name: "Logon", setting },
        { name: "Logoff", setting },
      ],
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watchers.clear();
    if (this.#timer) clearTimeout(this.#timer);
    this.#follower?.kill();
  }

  async #list(): Promise<ReportedSession[]> {
    const [{ sessions }, runs] = await Promise.all([readStatus(), this.#live.catchUp()]);
    const reported = await Promise.all(
      sessions
        .filter(({ shares }) => shares.length > 0)
        .map((session) => {
          const known = runs.find(session.pid, session.user);
          // What the audit has not told yet has no name yet; where it is off, Samba's own time of the share must do.
          const startedAt = known?.startedAt ?? (this.#isAudited ? null : session.connectedAt);
          return startedAt === null ? null : this.#toReported(session, startedAt);
        }),
    );
    return reported
      .filter((session) => session !== null)
      .sort((a, b) => a.loggedOnAt - b.loggedOnAt || a.sessionId.localeCompare(b.sessionId));
  }

  async #toReported(session: SmbSession, startedAt: number): Promise<ReportedSession> {
    const { pid, uid, user, address, shares } = session;
    const account = await this.#accounts.find(String(uid));
    const id = runId(pid, startedAt);
    return {
      sessionId: id,
      logonId: id,
      kind: "network",
      state: "active",
      // The same person as on the machine itself: the key names the machine, not this host.
      account: {
        key: accountKey(uid, this.#machineId),
        domain: "",
        name: user.slice(0, 256),
        displayName: (account?.displayName ?? user).slice(0, 256),
      },
      loggedOnAt: startedAt,
      stateSince: null,
      line: [...new Set(shares)].join(", ").slice(0, 64),
      clientName: "",
      clientAddress: address.slice(0, 64),
    };
  }

  /** Says only that something was written; what it was is read from where the reading stands. */
  #follow(): void {
    if (this.#isClosed) return;
    const args = [
      "--follow",
      "--lines=0",
      "--output=cat",
      "--quiet",
      `--boot=${this.#boot.id}`,
      ...SAMBA_FILTER,
    ];
    const follower = spawn("journalctl", args, { stdio: ["ignore", "pipe", "ignore"] });
    this.#follower = follower;
    follower.stdout.on("data", () => this.#watchers.tell("sessions", "events"));
    follower.once("error", (error) => this.#log(`journalctl: ${error.message}`));
    follower.once("close", () => {
      this.#follower = null;
      if (this.#isClosed) return;
      this.#timer = setTimeout(() => {
        this.#follow();
        this.#watchers.tell("sessions", "events");
      }, FOLLOW_AGAIN_MS);
    });
  }
}

/** Whether smb.conf asks for the audit as it is read here. */
async function readsAudit(): Promise<boolean> {
  const { stdout } = await run("testparm", ["-s"], { timeout: 10_000 }).catch(() => ({ stdout: "" }));
  return /vfs objects\s*=.*\bfull_audit\b/.test(stdout) && /full_audit:prefix\s*=\s*curfew\|/.test(stdout);
}

async function readStatus(): Promise<SmbStatus> {
  const { stdout } = await run("smbstatus", ["--json"], { timeout: 10_000, maxBuffer: 67_108_864 });
  return readSmbStatus(stdout);
}
