import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { commitImport } from "../commit-import";
import type { Context } from "../context";
import { readImport } from "../read-import";
import { undoImport } from "../undo-import";
import { workOnImports } from "../work-on-imports";
import { type GivenFile, sendImport } from "./import-files";
import { contextOf, makeFleet, operatorActor } from "./make-fleet";

/** A database and a folder of its own in which somebody imports files, and the worker that reads them. */
export class ImportDesk {
  private constructor(
    readonly db: TestDatabase,
    readonly ctx: Context,
    readonly folder: string,
  ) {}

  /** One at a time in a process: the folder is told by the environment. */
  static async open(at = "2026-04-01T08:00:00Z"): Promise<ImportDesk> {
    const db = await makeTestDatabase();
    const folder = mkdtempSync(path.join(tmpdir(), "curfew-import-"));
    process.env.CURFEW_DATA = folder;
    const { operatorId } = await makeFleet(db, 0, 0);
    return new ImportDesk(db, contextOf(db, operatorActor(operatorId), at), folder);
  }

  async close(): Promise<void> {
    delete process.env.CURFEW_DATA;
    rmSync(this.folder, { recursive: true, force: true });
    await this.db.drop();
  }

  /** Reads and writes what waits; a defect is the test's. */
  async work(signal = new AbortController().signal): Promise<void> {
    await workOnImports(this.db, {
      now: () => this.ctx.now,
      signal,
      onDefect: (where, error) => {
        throw new Error(where, { cause: error });
      },
    });
  }

  async bring(...files: GivenFile[]) {
    const started = await sendImport(this.ctx, files);
    await this.work();
    return started;
  }

  async commit(importId: number) {
    await commitImport(this.ctx, { importId });
    await this.work();
    return readImport(this.ctx, { importId });
  }

  async undo(importId: number) {
    await undoImport(this.ctx, { importId, reason: "wrong folder" });
    await this.work();
    return readImport(this.ctx, { importId });
  }

  async eventsOf(host: string): Promise<number> {
    const rows = await this.db.prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM audit_event JOIN host ON host.id = host_id WHERE host.name = ${host}`;
    return rows.length;
  }

  sessionsOf(host: string) {
    return this.db.prisma.session.findMany({
      where: { host: { name: host } },
      orderBy: { startedAt: "asc" },
    });
  }

  async trailOf(importId: number): Promise<string[]> {
    const where = { subject: `import:${importId}` };
    const entries = await this.db.prisma.trail.findMany({ where, orderBy: { seq: "asc" } });
    return entries.map(({ name }) => name);
  }
}
