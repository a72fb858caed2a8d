import "server-only";
import type { Actor } from "@/lib/domain/actor";
import type { Database } from "@/lib/storage/database";

/** What every verb is handed: who asks, when it is, and where facts are kept. */
export interface Context {
  readonly actor: Actor;
  readonly now: Date;
  readonly db: Database;
}
