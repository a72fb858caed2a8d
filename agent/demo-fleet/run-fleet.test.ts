import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type EnrolRequest, enrolRequestSchema, syncRequestSchema } from "@/lib/protocol/messages";
import { makeKeyPair } from "@/lib/protocol/signature";
import { runFleet } from "./run-fleet";

vi.setConfig({ testTimeout: 180_000 });

const DAY = 86_400_000;

/** Takes in what sixty agents tell. */
class ManyAgentsGateway {
  readonly enrolled: EnrolRequest[] = [];
  readonly firstReports: { host: string; sessions: number; events: number }[] = [];
  /** `host log record`, as often as it was told. */
  readonly records = new Map<string, number>();
  isRefusing = false;
  readonly #commandKey = makeKeyPair().publicKey;
  readonly #watchers = new Set<() => void>();
  readonly #server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = this.#answer(request.url ?? "", JSON.parse(Buffer.concat(chunks).toString("utf8")));
      for (const watcher of this.#watchers) watcher();
      // What waits for commands is held until the agent goes.
      if (!answer) return;
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
  });

  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string, body: unknown): { status: number; body: unknown } | null {
    if (this.isRefusing) {
      return { status: 401, body: { error: "unauthenticated", message: "The token is used up." } };
    }
    if (url === "/agent/v1/enrol") {
      this.enrolled.push(enrolRequestSchema.parse(body));
      const id = this.enrolled.length;
      return { status: 200, body: { agentId: id, hostId: id, commandKey: this.#commandKey } };
    }
    const { wait, host, sessions, events } = syncRequestSchema.parse(body);
    if (wait) return null;
    if (!this.firstReports.some((one) => one.host === host.name))
      this.firstReports.push({ host: host.name, sessions: sessions?.length ?? -1, events: events.length });
    for (const { log, recordId } of events) {
      const key = `${host.name} ${log} ${recordId}`;
      this.records.set(key, (this.records.get(key) ?? 0) + 1);
    }
    return { status: 200, body: { acknowledged: true, wantsSessions: false, commands: [], nextInMs: 0 } };
  }
}

let stateDir = "";
let gateway = new ManyAgentsGateway();
const said: string[] = [];
let onSaid = () => {};

beforeEach(() => {
  stateDir = mkdtempSync(path.join(tmpdir(), "demo-fleet-"));
  gateway = new ManyAgentsGateway();
  said.length = 0;
  // Three days are a past, too.
  writeFileSync(
    path.join(stateDir, "fleet.json"),
    JSON.stringify({ seed: 7, originAt: Date.now() - 3 * DAY }),
  );
});
afterEach(async () => {
  await gateway.close();
  rmSync(stateDir, { recursive: true });
});

function start(serverUrl: string) {
  const stop = new AbortController();
  const log = (host: string | null, message: string) => {
    said.push(`${host}: ${message}`);
    onSaid();
  };
  const running = runFleet({ serverUrl, token: "token", stateDir, seed: 7, signal: stop.signal, log });
  running.catch(() => {});
  return {
    running,
    async stop() {
      stop.abort();
      await running;
    },
  };
}

describe("runFleet", () => {
  test("every host first tells who is on, then its past; a restart goes on where it was", async () => {
    const url = await gateway.listen();
    const first = start(url);
    await gateway.until(() => gateway.firstReports.length === 60);
    expect(gateway.firstReports.filter(({ sessions, events }) => sessions < 0 || events > 0)).toEqual([]);
    await gateway.until(() => gateway.records.has("TS-01 Security 10"));
    await first.stop();
    const before = gateway.records.size;

    const second = start(url);
    await gateway.until(() => gateway.records.has("TS-05 Security 10") && gateway.records.size > before);
    await second.stop();
    expect(gateway.enrolled).toHaveLength(60);
    expect(new Set(gateway.enrolled.map(({ host }) => host.machineId)).size).toBe(60);
    // What was sent but not acknowledged when the fleet stopped may be told once more, by the same number.
    expect([...gateway.records.values()].filter((times) => times > 2)).toEqual([]);
  });

  test("a gateway that is away is waited for", async () => {
    const probe = new ManyAgentsGateway();
    const url = await probe.listen();
    await probe.close();
    const fleet = start(url);
    await untilSaid("nothing listens");
    await gateway.listen(Number(new URL(url).port));
    await gateway.until(() => gateway.enrolled.length > 0);
    await fleet.stop();
  });

  test("a gateway that takes nobody ends it, in words", async () => {
    gateway.isRefusing = true;
    const fleet = start(await gateway.listen());
    await expect(fleet.running).rejects.toThrow("no host could be enrolled");
    expect(said).toContain("TS-01: The token is used up.");
  });
});

async function untilSaid(words: string): Promise<void> {
  while (!said.some((line) => line.includes(words))) {
    await new Promise<void>((resolve) => {
      onSaid = resolve;
    });
  }
}
