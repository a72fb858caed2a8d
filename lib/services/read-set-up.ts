import "server-only";
import { hashToken } from "@/lib/auth/sign-in-token";
import type { Context } from "./context";
import { findSetUpToken } from "./set-up-token";

export type SetUpState =
  /** There is an operator: set-up does not exist any more. */
  | { readonly kind: "closed" }
  | { readonly kind: "wrong" }
  | { readonly kind: "expired"; readonly expiredAt: Date }
  | { readonly kind: "open"; readonly expiresAt: Date; readonly database: DatabaseFacts };

export interface DatabaseFacts {
  readonly version: string;
  readonly isEmbedded: boolean;
  /** False when a crash could lose what was acknowledged. */
  readonly isDurable: boolean;
  /** The database's clock minus this process's. */
  readonly clockSkewMs: number;
}

/** Whether that token opens the set-up page; only then does the page say anything about the machine. */
export async function readSetUp(ctx: Context, token: string | undefined): Promise<SetUpState> {
  if ((await ctx.db.prisma.operator.count()) > 0) return { kind: "closed" };
  const kept = await findSetUpToken(ctx.db.prisma);
  if (!token || kept?.hash !== hashToken(token)) return { kind: "wrong" };
  const expiresAt = new Date(kept.expiresAt);
  if (expiresAt <= ctx.now) return { kind: "expired", expiredAt: expiresAt };
  return { kind: "open", expiresAt, database: await readDatabaseFacts(ctx) };
}

/** Whether nobody can sign in yet. */
export async function isSetUpMissing(ctx: Context): Promise<boolean> {
  return (await ctx.db.prisma.operator.count()) === 0;
}

async function readDatabaseFacts(ctx: Context): Promise<DatabaseFacts> {
  const rows = await ctx.db.prisma.$queryRaw<{ version: string; fsync: string; commit: string; at: Date }[]>`
    SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
           current_setting('synchronous_commit') AS commit, clock_timestamp() AS at`;
  const row = rows[0];
  return {
    version: row?.version.split(" ")[0] ?? "",
    isEmbedded: process.env.CURFEW_EMBEDDED_DATABASE === "1" || isOwnSocket(process.env.DATABASE_URL),
    isDurable: row?.fsync === "on" && row.commit !== "off",
    clockSkewMs: (row?.at.getTime() ?? 0) - ctx.now.getTime(),
  };
}

/** The embedded server listens on a socket of its own folder, and nowhere else. */
function isOwnSocket(url: string | undefined): boolean {
  return (
    url !== undefined && URL.canParse(url) && new URL(url).searchParams.get("host")?.startsWith("/") === true
  );
}
