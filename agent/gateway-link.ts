import {
  type AgentHealth,
  type AuditPolicy,
  HOLD_MS,
  MAX_EVENTS_PER_SYNC,
  PROTOCOL_VERSION,
  type Receipt,
  type ReportedSession,
  rotateAnswerSchema,
  type SignedCommand,
  type SyncAnswer,
  type SyncRequest,
  syncAnswerSchema,
} from "@/lib/protocol/messages";
import type { AgentKey } from "./agent-key";
import { Bell } from "./bell";
import { pause } from "./clock";
import type { Journal } from "./journal";
import type { Platform } from "./platform";
import { type Connection, GatewayRefusal, postSigned, type Signer } from "./send-signed";
import type { Spool } from "./spool";
import { TurnTaking } from "./turn-taking";
import { AGENT_VERSION } from "./version";

interface Options {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly spool: Spool;
  readonly health: () => AgentHealth;
  readonly connection: Connection;
  readonly key: AgentKey;
  readonly signer: Signer;
  /** Rung by whoever has something to tell. */
  readonly changes: Bell;
  readonly random: () => number;
  readonly log: (line: string) => void;
  readonly onCommand: (signed: SignedCommand) => void;
  /** The gateway begins or ceases to answer as it should; empty words while it does. */
  readonly onContact: (trouble: string) => void;
  /** The gateway took events off the spool. */
  readonly onSpace: () => void;
}

const SYNC_PATH = "/agent/v1/sync";
const ROTATE_PATH = "/agent/v1/rotate";
const MAX_EVENT_BYTES = 4 * 1024 * 1024;
const MAX_RECEIPTS = 500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

/** What one request carries, and what its acknowledgement settles. */
interface Load {
  readonly sessions: ReportedSession[] | null;
  readonly sessionsText: string;
  readonly events: ReturnType<Spool["peek"]>;
  readonly receipts: Receipt[];
  readonly policy: AuditPolicy | null;
}

/**
 * One poll is held for commands; what changes goes up beside it at once. Sequence numbers stay in order because the
 * next request leaves only when the one before was answered, or was held long enough to have been taken.
 */
export class GatewayLink {
  readonly #options: Options;
  readonly #turns: TurnTaking;
  readonly #firstReport = new Bell();
  #pollStop = new AbortController();
  #acknowledgedSessions: string | null = null;
  #isListStale = true;
  #acknowledgedPolicy: string | null = null;
  #isPolicyStale = true;
  #failures = 0;
  /** Null until the gateway has answered, or has not, for the first time. */
  #trouble: string | null = null;
  #retry = new AbortController();

  constructor(options: Options) {
    this.#options = options;
    this.#turns = new TurnTaking(options.signer.clock);
  }

  /** Something may have changed: list the sessions again. */
  look(): void {
    this.#isListStale = true;
    this.#options.changes.ring();
  }

  readPolicyAgain(): void {
    this.#isPolicyStale = true;
    this.#options.changes.ring();
  }

  /** The host went down or came up: whatever is held belongs to the boot before. */
  startOver(): void {
    this.#acknowledgedSessions = null;
    this.#acknowledgedPolicy = null;
    this.#isPolicyStale = true;
    this.#pollStop.abort();
    this.#retry.abort();
  }

  /** Sends whatever there is to tell, one request after the other. */
  async push(signal: AbortSignal): Promise<void> {
    const { changes } = this.#options;
    signal.addEventListener("abort", () => changes.ring(), { once: true });
    changes.ring();
    while (!signal.aborted) {
      await changes.heard();
      while (!signal.aborted) {
        try {
          if (this.#options.key.isChanging) await this.#changeKey(signal);
          const load = await this.#gather();
          if (!load) break;
          await this.#sync(load, signal);
          this.#succeeded();
        } catch (error) {
          // What was gathered was not acknowledged: gather it again.
          this.#isListStale = true;
          if (!signal.aborted) await this.#failed(error, signal);
        }
      }
    }
    this.#firstReport.ring();
  }

  /** Holds a request open, so that a command arrives the moment it is made. */
  async poll(signal: AbortSignal): Promise<void> {
    await this.#firstReport.heard();
    while (!signal.aborted) {
      this.#pollStop = new AbortController();
      const stop = AbortSignal.any([signal, this.#pollStop.signal]);
      while (this.#options.key.isChanging && !signal.aborted) {
        await pause(this.#options.signer.clock, FIRST_RETRY_MS, signal);
      }
      if (signal.aborted) break;
      try {
        const answer = await this.#hold(stop);
        this.#succeeded();
        await pause(this.#options.signer.clock, answer.nextInMs, stop);
      } catch (error) {
        if (!signal.aborted && !this.#pollStop.signal.aborted) await this.#failed(error, signal);
        else await pause(this.#options.signer.clock, FIRST_RETRY_MS * this.#options.random(), signal);
      }
    }
  }

  async #gather(): Promise<Load | null> {
    const { platform, spool, journal } = this.#options;
    const isFirst = this.#acknowledgedSessions === null;
    let sessions: ReportedSession[] | null = null;
    let sessionsText = this.#acknowledgedSessions ?? "";
    if (this.#isListStale || isFirst) {
      this.#isListStale = false;
      const listed = await platform.listSessions();
      sessionsText = JSON.stringify(listed);
      if (sessionsText !== this.#acknowledgedSessions) sessions = listed;
    }
    const policy = await this.#changedPolicy();
    const events = spool.peek(MAX_EVENTS_PER_SYNC, MAX_EVENT_BYTES);
    const receipts = journal.unacknowledged().slice(0, MAX_RECEIPTS);
    const isNothing = !sessions && !policy && events.batches === 0 && receipts.length === 0;
    return isNothing ? null : { sessions, sessionsText, events, receipts, policy };
  }

  async #changedPolicy(): Promise<AuditPolicy | null> {
    if (!this.#isPolicyStale) return null;
    const policy = await this.#options.platform.auditPolicy();
    if (JSON.stringify(policy) !== this.#acknowledgedPolicy) return policy;
    this.#isPolicyStale = false;
    return null;
  }

  async #sync(load: Load, signal: AbortSignal): Promise<void> {
    const { spool, journal, onSpace } = this.#options;
    const body = await this.#write({
      sessions: load.sessions,
      events: load.events.events,
      receipts: load.receipts,
      auditPolicy: load.policy,
      wait: false,
    });
    const timeoutMs = 30_000;
    const answer = await this.#turns.whole(() => this.#post(body, { signal, timeoutMs }));
    spool.acknowledge(load.events.batches);
    journal.acknowledge(load.receipts);
    if (load.events.batches > 0) onSpace();
    if (load.policy) {
      this.#acknowledgedPolicy = JSON.stringify(load.policy);
      this.#isPolicyStale = false;
    }
    if (load.sessions) this.#acknowledgedSessions = load.sessionsText;
    // A gateway that asks for what it was just given would be told for ever.
    else if (answer.wantsSessions) this.#forgetReport();
    this.#firstReport.ring();
  }

  async #hold(signal: AbortSignal): Promise<SyncAnswer> {
    const body = await this.#write({
      sessions: null,
      events: [],
      receipts: [],
      auditPolicy: null,
      wait: true,
    });
    const timeoutMs = HOLD_MS + 10_000;
    const answer = await this.#turns.untilTaken((onAnswering) =>
      this.#post(body, { signal, timeoutMs, onAnswering }),
    );
    if (answer.wantsSessions) this.#forgetReport();
    return answer;
  }

  #forgetReport(): void {
    this.#acknowledgedSessions = null;
    this.look();
  }

  async #write(
    part: Pick<SyncRequest, "sessions" | "events" | "receipts" | "auditPolicy" | "wait">,
  ): Promise<string> {
    const { platform, signer } = this.#options;
    const [host, boot] = await Promise.all([platform.facts(), platform.boot()]);
    const request: SyncRequest = {
      protocol: PROTOCOL_VERSION,
      agentVersion: AGENT_VERSION,
      bootId: boot.id,
      bootStartedAt: boot.startedAt,
      now: signer.clock.now(),
      host,
      health: this.#options.health(),
      ...part,
    };
    return JSON.stringify(request);
  }

  async #post(
    body: string,
    options: { signal: AbortSignal; timeoutMs: number; onAnswering?: () => void },
  ): Promise<SyncAnswer> {
    const { connection, signer, onCommand } = this.#options;
    const parsed = syncAnswerSchema.safeParse(await postSigned(connection, SYNC_PATH, body, signer, options));
    if (!parsed.success) {
      const field = parsed.error.issues[0]?.path.join(".");
      throw new Error(`the gateway's answer cannot be read: ${field}`);
    }
    for (const command of parsed.data.commands) onCommand(command);
    if (parsed.data.rotateKey) {
      this.#options.key.begin();
      this.#options.changes.ring();
    }
    return parsed.data;
  }

  /** Asked again until it is answered: a lost answer leaves it open which key the gateway knows. */
  async #changeKey(signal: AbortSignal): Promise<void> {
    const { connection, signer, key, log } = this.#options;
    await this.#turns.whole(async () => {
      const body = JSON.stringify(key.request());
      try {
        const answer = await postSigned(connection, ROTATE_PATH, body, signer, { signal, timeoutMs: 30_000 });
        if (!rotateAnswerSchema.safeParse(answer).success) {
          throw new Error("the gateway's answer cannot be read: rotated");
        }
        key.finish();
        log("this host has a new key");
      } catch (error) {
        // Nobody asked. A number that is too old names its field, and says nothing about the key.
        const isUnasked =
          error instanceof GatewayRefusal && error.status === 409 && error.field === undefined;
        if (!isUnasked) throw error;
        key.giveUp();
        log(`the key stays: ${error.message}`);
      }
    });
  }

  #succeeded(): void {
    if (this.#trouble) this.#options.log("the gateway answers again");
    if (this.#trouble !== "") this.#options.onContact("");
    this.#failures = 0;
    this.#trouble = "";
  }

  /** Jittered, so that a fleet does not come back as one. */
  async #failed(error: unknown, signal: AbortSignal): Promise<void> {
    const { signer, random, log } = this.#options;
    const words = error instanceof Error ? error.message : String(error);
    if (words !== this.#trouble) {
      log(words);
      this.#options.onContact(words);
    }
    this.#trouble = words;
    const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#retry = new AbortController();
    await pause(signer.clock, longest * (0.5 + random() / 2), AbortSignal.any([signal, this.#retry.signal]));
  }
}
