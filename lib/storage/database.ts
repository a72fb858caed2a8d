import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./generated/client";

/** Prisma for ordinary reads and writes, the pool for COPY, LISTEN and hand-written SQL. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** A transaction: the same models as the client, without the means to open another. */
export type Tx = Prisma.TransactionClient;

/** Many at once wait for a connection and for each other's rows rather than fail. */
const PATIENCE = { maxWait: 30_000, timeout: 30_000 } as const;

export function openDatabase(url: string, connections = 10): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    // Hostile filters end here rather than in somebody's patience.
    options: "-c statement_timeout=30000 -c timezone=UTC",
  });
  // A connection that the server drops is re-made on the next query. Between two queries nobody else would hear of it,
  // and an error that nobody hears ends the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: PATIENCE });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end().catch(() => {});
    },
  };
}

// One per process, however many bundles hold this module: pages and routes are bundled apart, and each client has a query
// compiler and a pool of its own.
const KEY = Symbol.for("curfew.database");
const kept = globalThis as typeof globalThis & { [KEY]?: Database };

/** The process's database, opened on first use, so that a build never opens it. */
export function database(): Database {
  kept[KEY] ??= openDatabase(ownUrl());
  return kept[KEY];
}

function ownUrl(): string {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: start Curfew with npm start, which sets it.");
  return url;
}
