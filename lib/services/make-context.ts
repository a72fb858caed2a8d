import "server-only";
import type { Actor } from "@/lib/domain/actor";
import { database } from "@/lib/storage/database";
import type { Context } from "./context";

/** The adapters' way to a context: this process's database, and the one place where an edge's clock is read. */
export function makeContext(actor: Actor, now = new Date()): Context {
  return { actor, now, db: database() };
}
