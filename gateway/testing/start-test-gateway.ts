import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { systemActor } from "@/lib/auth/system-actor";
import { createApiToken } from "@/lib/services/create-api-token";
import { createEnrolmentToken } from "@/lib/services/create-enrolment-token";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import type { DoorOptions } from "../doors/doors";
import { type RunningGateway, startGateway } from "../start-gateway";
import { TestAgent } from "./test-agent";

export interface TestGateway extends RunningGateway {
  readonly db: TestDatabase;
  readonly folder: string;
  /** Everything that was logged, line by line. */
  readonly lines: string[];
  token(uses?: number): Promise<string>;
  enrolledAgent(): Promise<TestAgent>;
  apiToken(input?: {
    scopes?: string[];
    group?: string;
    label?: string;
  }): Promise<{ tokenId: number; token: string }>;
  close(): Promise<void>;
}

export async function startTestGateway(doors: DoorOptions = {}): Promise<TestGateway> {
  const db = await makeTestDatabase();
  const folder = mkdtempSync(path.join(os.tmpdir(), "curfew-gateway-"));
  // Hooks run as somebody else where that can be had, and must be able to enter.
  chmodSync(folder, 0o711);
  const lines: string[] = [];
  const gateway = await startGateway({
    db,
    databaseUrl: db.url,
    folder,
    port: 0,
    bind: "127.0.0.1",
    hooks: { folder: path.join(folder, "hooks"), filesFolder: path.join(folder, "hook-files") },
    alerts: { origin: "https://curfew.example", mail: null, networks: "127.0.0.1" },
    doors,
    witnessFile: path.join(folder, "trail-witness.json"),
    log: (level, message, fields) => lines.push(JSON.stringify({ level, message, ...fields })),
  });
  let machines = 0;
  const token = async (uses = 1) => {
    const ctx = { actor: systemActor("set-up"), now: new Date(), db };
    const made = await createEnrolmentToken(ctx, { label: "test", uses, expiresInHours: 1 });
    return made.token;
  };
  return {
    ...gateway,
    db,
    folder,
    lines,
    token,
    apiToken({ scopes = ["ingest"], group = "", label = "test" } = {}) {
      const ctx = { actor: systemActor("cli"), now: new Date(), db };
      return createApiToken(ctx, { label, role: "auditor", scopes, group, expiresInDays: 1 });
    },
    async enrolledAgent() {
      const agent = new TestAgent(gateway.port, `machine-${++machines}`);
      await agent.enrol(await token());
      return agent;
    },
    async close() {
      await gateway.stop();
      await db.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
