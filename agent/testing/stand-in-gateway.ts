import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Fence } from "@/lib/domain/fence";
import {
  enrolRequestSchema,
  type Receipt,
  type ReportedEvent,
  type ReportedSession,
  type SignedCommand,
  type SyncAnswer,
  type SyncRequest,
  syncRequestSchema,
} from "@/lib/protocol/messages";
import {
  commandText,
  enrolText,
  makeKeyPair,
  requestText,
  SIGNATURE_HEADERS,
  signText,
  verifyText,
} from "@/lib/protocol/signature";

/** A gateway in memory that checks what a gateway checks, and remembers what it was told. */
export class StandInGateway {
  readonly sequences: number[] = [];
  readonly problems: string[] = [];
  readonly events: ReportedEvent[] = [];
  readonly receipts: Receipt[] = [];
  readonly reports: { at: number; receivedAt: number; sessions: ReportedSession[] }[] = [];
  readonly requests: SyncRequest[] = [];
  /** While true every request is cut off before an answer. */
  isDown = false;
  /** The next acknowledgement is lost on its way, although everything was taken. */
  losesNextAnswer = false;
  wantsSessionsOnce = false;
  readonly #commandKeys = makeKeyPair();
  readonly #server: http.Server;
  #agentKey = "";
  #outbox: SignedCommand[] = [];
  readonly #signed = new Map<string, SignedCommand>();
  #held: { answer: (answer: SyncAnswer) => void } | null = null;
  #watchers = new Set<() => void>();

  private constructor() {
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => this.#answer(request, Buffer.concat(chunks), response));
    });
  }

  static async start(): Promise<StandInGateway> {
    const gateway = new StandInGateway();
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get isHolding(): boolean {
    return this.#held !== null;
  }

  /** Signs a command and hands it to the waiting agent. */
  order(fence: Fence, times = 1, verb: "log_off" | "disconnect" = "log_off"): string {
    const issuedAt = Date.now();
    const command = { id: randomUUID(), verb, fence, issuedAt, expiresAt: issuedAt + 60_000 };
    const payload = JSON.stringify(command);
    const signature = signText(this.#commandKeys.privateKey, commandText(payload));
    this.#signed.set(command.id, { payload, signature });
    for (let time = 0; time < times; time++) this.#outbox.push({ payload, signature });
    this.#release();
    return command.id;
  }

  /** The very same command once more, as after a lost acknowledgement. */
  deliverAgain(commandId: string): void {
    const signed = this.#signed.get(commandId);
    if (!signed) throw new Error(`no command ${commandId} was ever signed`);
    this.#outbox.push(signed);
    this.#release();
  }

  stepsOf(commandId: string): string[] {
    const steps = this.receipts.filter((receipt) => receipt.commandId === commandId).map(({ step }) => step);
    return [...new Set(steps)];
  }

  /** Resolves as soon as it is so; the test's own time limit bounds it. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#watchers.add(resolve);
      });
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: http.IncomingMessage, body: Buffer, response: http.ServerResponse): void {
    if (this.isDown) {
      response.destroy();
      this.#changed();
      return;
    }
    const send = (status: number, value: unknown) => {
      if (!response.headersSent) response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(value));
    };
    if (request.url === "/agent/v1/enrol") {
      const refusal = this.#enrol(body);
      if (refusal) send(401, { error: "unauthenticated", message: refusal });
      else send(200, { agentId: 1, hostId: 2, commandKey: this.#commandKeys.publicKey });
      return;
    }
    const problem = this.#check(request, body);
    if (problem) {
      this.problems.push(problem);
      this.#changed();
      send(401, { error: "unauthenticated", message: problem });
      return;
    }
    const sync = syncRequestSchema.parse(JSON.parse(body.toString("utf8")));
    this.requests.push(sync);
    this.events.push(...sync.events);
    this.receipts.push(...sync.receipts);
    if (sync.sessions)
      this.reports.push({ at: performance.now(), receivedAt: Date.now(), sessions: sync.sessions });
    const answer = (commands: SignedCommand[]) => {
      send(200, {
        acknowledged: true,
        wantsSessions: this.wantsSessionsOnce,
        commands,
        nextInMs: 0,
      } satisfies SyncAnswer);
      this.wantsSessionsOnce = false;
    };
    if (this.losesNextAnswer && !sync.wait) {
      this.losesNextAnswer = false;
      response.destroy();
    } else if (sync.wait && this.#outbox.length === 0 && !this.wantsSessionsOnce) {
      const held = { answer: ({ commands }: SyncAnswer) => answer(commands) };
      this.#held = held;
      // As the real one does: the agent learns that its poll was taken, and may send what comes next.
      response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
      response.on("close", () => {
        if (this.#held === held) this.#held = null;
        this.#changed();
      });
    } else answer(this.#outbox.splice(0));
    this.#changed();
  }

  #enrol(body: Buffer): string | null {
    const request = enrolRequestSchema.parse(JSON.parse(body.toString("utf8")));
    const text = enrolText(request.token, request.publicKey, request.host.machineId);
    const isProved = verifyText(request.publicKey, text, request.proof);
    if (request.token !== "good-token" || !isProved) return "This enrolment token is not valid.";
    this.#agentKey = request.publicKey;
    return null;
  }

  #check(request: http.IncomingMessage, body: Buffer): string | null {
    const header = (name: string) => String(request.headers[name] ?? "");
    const sequence = Number(header(SIGNATURE_HEADERS.sequence));
    const time = Number(header(SIGNATURE_HEADERS.time));
    const text = requestText("POST", "/agent/v1/sync", body, time, sequence);
    if (!verifyText(this.#agentKey, text, header(SIGNATURE_HEADERS.signature))) return "bad signature";
    const last = this.sequences.at(-1) ?? 0;
    this.sequences.push(sequence);
    return sequence > last ? null : `sequence ${sequence} after ${last}`;
  }

  #release(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    held.answer({ acknowledged: true, wantsSessions: false, commands: this.#outbox.splice(0), nextInMs: 0 });
  }

  #changed(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher();
  }
}
