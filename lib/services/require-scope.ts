import { actorName } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { holdsPlace, isEverything, type Scope } from "@/lib/domain/scope";
import type { Tx } from "@/lib/storage/database";
import { holdScope } from "@/lib/storage/find-scope";
import { listTargetPlaces } from "@/lib/storage/target-places";
import type { Context } from "./context";

/** What whoever asks may hit. Somebody who was disabled a moment ago hits nothing. */
export async function requireScope(tx: Tx, ctx: Context): Promise<Scope> {
  const scope = await holdScope(tx, ctx.actor);
  if (scope) return scope;
  throw new DomainError("forbidden", `${actorName(ctx.actor)} may not do this any more.`);
}

export interface ScopeShare {
  /** Targets that the scope does not hold. */
  readonly outside: number;
  readonly all: number;
}

/** How much of an order lies outside of the scope. */
export async function scopeShare(tx: Tx, scope: Scope, orderId: number): Promise<ScopeShare> {
  if (isEverything(scope)) return { outside: 0, all: 0 };
  const places = await listTargetPlaces(tx, [orderId]);
  const sum = (of: typeof places) => of.reduce((n, { targets }) => n + targets, 0);
  return { outside: sum(places.filter((place) => !holdsPlace(scope, place))), all: sum(places) };
}

/** For what is done to a whole order: only somebody whose scope holds every target of it. */
export async function requireOrderInScope(tx: Tx, ctx: Context, orderId: number, verb: string) {
  const share = await scopeShare(tx, await requireScope(tx, ctx), orderId);
  if (share.outside > 0) throw new DomainError("forbidden", outOfScopeWords(share, verb));
}

export function outOfScopeWords({ outside, all }: ScopeShare, verb: string): string {
  const part =
    all === 1 ? "Its one target is" : `${outside} of its ${all} targets ${outside === 1 ? "is" : "are"}`;
  return `${part} out of your scope: somebody whose scope holds every target must ${verb} it.`;
}
