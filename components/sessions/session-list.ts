import type { LiveHost, LiveRow } from "@/lib/domain/live-row";
import { matchesQuery, type SessionQuery } from "@/lib/domain/session-query";
import { compareLiveRows, type SessionSort } from "@/lib/domain/session-sort";

/** Why a row stands no longer where it stands; it goes some time later. */
export interface Leaving {
  readonly kind: "ended" | "unmatched";
  readonly at: number;
}

/** How long an ended row stays to be seen. */
export const LINGER_MS = 6_000;

export interface FirstRows {
  readonly rows: readonly LiveRow[];
  /** How many stand before them in the whole list. */
  readonly before: number;
  readonly total: number;
  readonly at: number;
}

/**
 * The whole list of a query: which session stands where, and the facts of those that somebody has looked at. It begins
 * as the rows that came with the page, and knows every place once the sequence is read. Nothing moves by itself: rows
 * change where they stand, new ones wait, and what has ended stays to be seen for a while.
 *
 * Changed in place and drawn by its version: copying 50,000 places for each host that reports would cost more than drawing.
 */
export class SessionList {
  /** Raised by each change. */
  version = 0;
  ids: readonly string[];
  /** Where `ids` begins, while only the rows of the page are known. */
  before: number;
  isWhole: boolean;
  readonly rows = new Map<string, LiveRow>();
  readonly leaving = new Map<string, Leaving>();
  /** New and not shown; null where only the id is known. */
  waiting: ReadonlyMap<string, LiveRow | null> = new Map();
  readonly reported = new Map<number, number>();
  readonly #query: SessionQuery;
  readonly #sort: SessionSort;
  readonly #byHost = new Map<number, Set<string>>();
  readonly #toldAt = new Map<string, number>();
  readonly #hostToldAt = new Map<number, number>();
  #places: ReadonlySet<string>;
  #total: number;

  constructor(query: SessionQuery, sort: SessionSort, first: FirstRows) {
    this.#query = query;
    this.#sort = sort;
    this.ids = first.rows.map((row) => row.id);
    this.before = first.before;
    this.#total = Math.max(first.total, first.before + first.rows.length);
    this.isWhole = first.before === 0 && first.total <= first.rows.length;
    this.#places = new Set(this.ids);
    for (const row of first.rows) this.#keep(row);
  }

  /** How many rows the list has, known by name or not. */
  get length(): number {
    return this.isWhole ? this.ids.length : this.#total;
  }

  idAt(place: number): string | undefined {
    return this.ids[place - this.before];
  }

  /** -1 where it is not listed. */
  placeOf(id: string): number {
    const at = this.#places.has(id) ? this.ids.indexOf(id) : -1;
    return at < 0 ? -1 : at + this.before;
  }

  hasEnded(id: string): boolean {
    return this.leaving.get(id)?.kind === "ended";
  }

  /** Whether there is something to show in that place. */
  isKnown(place: number): boolean {
    const id = this.idAt(place);
    return id !== undefined && (this.rows.has(id) || this.leaving.has(id));
  }

  /** Which of those places show nothing yet. */
  missing(first: number, end: number, most: number): string[] {
    const wanted: string[] = [];
    for (let place = Math.max(first, this.before); place < end && wanted.length < most; place++) {
      const id = this.idAt(place);
      if (id !== undefined && !this.isKnown(place)) wanted.push(id);
    }
    return wanted;
  }

  /** A host told what is on it: its rows change where they stand, and those it no longer lists have ended. */
  tellHost(host: LiveHost, told: readonly LiveRow[], at: number): void {
    this.#hostToldAt.set(host.id, at);
    const gone = new Set(this.#byHost.get(host.id));
    const waiting = new Map([...this.waiting].filter(([, row]) => row?.hostId !== host.id));
    for (const row of told) {
      gone.delete(row.id);
      const matches = matchesQuery(this.#query, row, at);
      if (!this.#places.has(row.id)) {
        if (!matches) continue;
        waiting.set(row.id, row);
        this.#toldAt.set(row.id, at);
        continue;
      }
      this.#keep(row);
      if (matches) this.leaving.delete(row.id);
      else if (this.leaving.get(row.id)?.kind !== "unmatched")
        this.leaving.set(row.id, { kind: "unmatched", at });
    }
    for (const id of gone) this.#end(id, at);
    this.waiting = waiting;
    this.#showWhereNothingStands();
    this.version++;
  }

  tellFreshness(hosts: readonly (readonly [number, number])[]): void {
    for (const [id, at] of hosts) this.reported.set(id, Math.max(at, this.reported.get(id) ?? 0));
    this.version++;
  }

  /** The facts of rows that came into sight; one that was asked for and is not there is no longer live. */
  tellRows(asked: readonly string[], found: readonly LiveRow[], at: number): void {
    const byId = new Map(found.map((row) => [row.id, row]));
    for (const id of asked) {
      const row = byId.get(id);
      if (row) this.#keepRead(row, at);
      else this.#end(id, at);
    }
    this.version++;
  }

  /** The page was drawn again: the rows that came with it are newer. */
  tellPage(page: FirstRows): void {
    if (this.isWhole && page.before === 0 && page.total <= page.rows.length) {
      this.#compare(
        new Set(page.rows.map((row) => row.id)),
        page.at,
        new Map(page.rows.map((row) => [row.id, row])),
      );
    }
    for (const row of page.rows) if (this.#places.has(row.id)) this.#keepRead(row, page.at);
    if (!this.isWhole) this.#total = Math.max(page.total, this.before + this.ids.length);
    this.#showWhereNothingStands();
    this.version++;
  }

  /** Every place, for the first time; later ones are compared, and what is new waits. */
  tellSequence(ids: readonly string[], at: number): void {
    const places = new Set(ids);
    if (this.isWhole) this.#compare(places, at, new Map());
    else {
      const isLater = (id: string) => !places.has(id) && (this.#toldAt.get(id) ?? 0) >= at;
      this.waiting = new Map([...this.waiting].filter(([id]) => isLater(id)));
      this.#take(ids);
    }
    this.version++;
  }

  /** Whether the waiting rows can be put in their places without asking. */
  get canTakeIn(): boolean {
    return [...this.waiting.values()].every(Boolean) && this.ids.every((id) => this.rows.has(id));
  }

  /** Puts the waiting rows where they belong: by their facts, or as the server tells. */
  takeIn(sequence: readonly string[] | null): void {
    for (const row of this.waiting.values()) if (row) this.#keep(row);
    if (sequence) this.#take(sequence);
    else {
      const compare = compareLiveRows(this.#sort);
      const rows = [...this.ids, ...this.waiting.keys()].flatMap((id) => this.rows.get(id) ?? []);
      this.#take(rows.sort(compare).map((row) => row.id));
    }
    this.waiting = new Map();
    this.version++;
  }

  /** Takes away what has lingered long enough. */
  sweep(now: number): void {
    const due = [...this.leaving].filter(([, { at }]) => now - at >= LINGER_MS).map(([id]) => id);
    if (due.length === 0) return;
    const away = new Set(due);
    for (const id of due) this.#forget(id);
    this.#places = new Set([...this.#places].filter((id) => !away.has(id)));
    this.#total -= due.length;
    this.ids = this.ids.filter((id) => !away.has(id));
    this.version++;
  }

  #take(ids: readonly string[]): void {
    this.ids = ids;
    this.#places = new Set(ids);
    this.before = 0;
    this.isWhole = true;
    this.#toldAt.clear();
    for (const id of [...this.rows.keys()]) if (!this.#places.has(id)) this.#forget(id);
    for (const id of [...this.leaving.keys()]) if (!this.#places.has(id)) this.leaving.delete(id);
  }

  /** Read again after a gap: which of the two ways a row left only its host can tell. */
  #compare(now: ReadonlySet<string>, at: number, facts: ReadonlyMap<string, LiveRow>): void {
    for (const id of this.ids) {
      if (now.has(id)) {
        if (this.leaving.get(id)?.kind === "unmatched") this.leaving.delete(id);
      } else if (!this.leaving.has(id)) this.leaving.set(id, { kind: "unmatched", at });
    }
    const told = new Map(
      [...this.waiting].filter(([id]) => now.has(id) || (this.#toldAt.get(id) ?? 0) >= at),
    );
    for (const id of now) if (!this.#places.has(id)) told.set(id, facts.get(id) ?? told.get(id) ?? null);
    this.waiting = told;
  }

  /** Where nothing stands, nothing can move under the hand: what is new is shown at once. */
  #showWhereNothingStands(): void {
    if (this.isWhole && this.ids.length === 0 && this.waiting.size > 0 && this.canTakeIn) this.takeIn(null);
  }

  #end(id: string, at: number): void {
    if (this.hasEnded(id)) return;
    this.leaving.set(id, { kind: "ended", at });
    const row = this.rows.get(id);
    if (row) this.rows.set(id, { ...row, orderId: null });
  }

  /** What a host told after that reading is newer. */
  #keepRead(row: LiveRow, at: number): void {
    const isOld = (this.#hostToldAt.get(row.hostId) ?? 0) > at;
    if (!isOld || !this.rows.has(row.id)) this.#keep(row);
  }

  #keep(row: LiveRow): void {
    this.rows.set(row.id, row);
    const own = this.#byHost.get(row.hostId);
    if (own) own.add(row.id);
    else this.#byHost.set(row.hostId, new Set([row.id]));
  }

  #forget(id: string): void {
    const row = this.rows.get(id);
    if (row) this.#byHost.get(row.hostId)?.delete(id);
    this.rows.delete(id);
    this.leaving.delete(id);
  }
}
