import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import http from "node:http";
import type { Command, ReportedSession, SyncAnswer, SyncRequest } from "@/lib/protocol/messages";
import { type KeyPair, requestText, SIGNATURE_HEADERS } from "@/lib/protocol/signature";

const SYNC = "/agent/v1/sync";

export interface Counts {
  /** Answered with 200. */
  answered: number;
  changesSent: number;
  changesTaken: number;
  failed: number;
  readonly failures: Map<string, number>;
  readonly pushMs: number[];
  /** Command id → when it arrived. */
  readonly commands: Map<string, number>;
}

/** Pushes of all agents share these; each poll has a connection of its own. */
const pushes = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** An agent that speaks the real protocol, signed, and is nothing else: thousands fit into one process. */
export class LightAgent {
  readonly #port: number;
  readonly #agentId: number;
  readonly #key: KeyObject;
  readonly #machineId: string;
  readonly #counts: Counts;
  readonly #poll = new http.Agent({ keepAlive: true, maxSockets: 1 });
  #sequence = 0;
  #logons = 0;
  /** Numbers leave in their order: a poll counts as taken when the head of its answer is here. */
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;
  session: ReportedSession | null;

  constructor(port: number, agentId: number, machineId: string, keys: KeyPair, counts: Counts) {
    this.#port = port;
    this.#agentId = agentId;
    this.#machineId = machineId;
    this.#key = createPrivateKey(keys.privateKey);
    this.#counts = counts;
    this.session = this.#logOn();
  }

  #logOn(): ReportedSession {
    this.#logons += 1;
    return {
      sessionId: String(this.#logons),
      logonId: null,
      kind: "console",
      state: "active",
      account: { key: `uid:1000@${this.#machineId}`, domain: "", name: "ada", displayName: "" },
      loggedOnAt: Date.now() - 60_000,
      stateSince: Date.now(),
      line: "seat0",
      clientName: "",
      clientAddress: "",
    };
  }

  /** Somebody goes idle, comes back, or logs on again after having been logged off. */
  async change(): Promise<void> {
    const { session } = this;
    const state = session?.state === "active" ? "idle" : "active";
    this.session = session ? { ...session, state, stateSince: Date.now() } : this.#logOn();
    await this.report();
  }

  /** Tells what is on; again and again until it is taken, as the real one does. */
  async report(part: Partial<SyncRequest> = {}): Promise<void> {
    const startedAt = performance.now();
    this.#counts.changesSent += 1;
    while (!this.#isStopped) {
      const answer = await this.#send({ sessions: this.session ? [this.session] : [], ...part }, pushes);
      if (!answer) continue;
      this.#counts.changesTaken += 1;
      this.#counts.pushMs.push(performance.now() - startedAt);
      return this.#obey(answer);
    }
  }

  async poll(): Promise<void> {
    while (!this.#isStopped) {
      const answer = await this.#send({ wait: true }, this.#poll);
      if (!answer) continue;
      await this.#obey(answer);
      if (answer.wantsSessions) await this.report();
      else if (answer.nextInMs > 0) await after(answer.nextInMs);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#poll.destroy();
  }

  async #obey(answer: SyncAnswer): Promise<void> {
    if (answer.commands.length === 0) return;
    const receipts = answer.commands.flatMap(({ payload }) => {
      const { id } = JSON.parse(payload) as Command;
      this.#counts.commands.set(id, performance.now());
      this.session = null;
      const steps = ["accepted", "executed", "gone"] as const;
      return steps.map((step) => ({ commandId: id, step, at: Date.now(), detail: "" }));
    });
    await this.report({ receipts });
  }

  /** Null where it was not answered as it should be; then it has waited a little. */
  async #send(part: Partial<SyncRequest>, connection: http.Agent): Promise<SyncAnswer | null> {
    const before = this.#turn;
    let release = () => {};
    this.#turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      const answer = await this.#post(this.#body(part), connection, release);
      this.#counts.answered += 1;
      return answer;
    } catch (error) {
      if (this.#isStopped) return null;
      const words = error instanceof Error ? error.message : String(error);
      this.#counts.failed += 1;
      this.#counts.failures.set(words, (this.#counts.failures.get(words) ?? 0) + 1);
      await after(500 + Math.random() * 1_000);
      return null;
    } finally {
      release();
    }
  }

  #body(part: Partial<SyncRequest>): string {
    const request: SyncRequest = {
      protocol: 1,
      agentVersion: "0.1.0",
      bootId: `boot-${this.#machineId}`,
      bootStartedAt: Date.now() - 7_200_000,
      now: Date.now(),
      host: {
        machineId: this.#machineId,
        name: this.#machineId,
        platform: "linux",
        isSimulated: true,
        os: "Debian 12",
      },
      sessions: null,
      events: [],
      receipts: [],
      auditPolicy: null,
      health: { spooledEvents: 0, spooledBytes: 0 },
      wait: false,
      ...part,
    };
    return JSON.stringify(request);
  }

  #post(body: string, agent: http.Agent, onTaken: () => void): Promise<SyncAnswer> {
    const time = Date.now();
    const sequence = ++this.#sequence;
    const text = requestText("POST", SYNC, body, time, sequence);
    const headers = {
      "content-length": String(Buffer.byteLength(body)),
      [SIGNATURE_HEADERS.agent]: String(this.#agentId),
      [SIGNATURE_HEADERS.sequence]: String(sequence),
      [SIGNATURE_HEADERS.time]: String(time),
      [SIGNATURE_HEADERS.signature]: sign(null, Buffer.from(text), this.#key).toString("base64url"),
    };
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, path: SYNC, method: "POST", agent, headers };
      const request = http.request(options, (response) => {
        onTaken();
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const said = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode === 200) resolve(JSON.parse(said) as SyncAnswer);
          else reject(new Error(`${response.statusCode} ${said.slice(0, 120)}`));
        });
      });
      request.setTimeout(60_000, () => request.destroy(new Error("no answer within a minute")));
      request.on("error", reject);
      request.end(body);
    });
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** As many machine ids as are wanted, the same each time. */
export function machineIdOf(i: number): string {
  return createHash("sha256").update(`light ${i}`).digest("hex").slice(0, 32);
}
