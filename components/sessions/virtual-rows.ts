/** Where rows of one height stand in what is scrolled, and which of them are worth drawing. */
export interface RowWindow {
  /** The rows that can be seen. */
  readonly first: number;
  readonly end: number;
}

/** Drawn beyond what is seen, so that a turn of the wheel finds rows. */
export const OVERSCAN = 10;

/** What can be seen of `length` rows: `top` is how far they are scrolled past the upper edge. */
export function seenRows(top: number, height: number, rowHeight: number, length: number): RowWindow {
  const first = Math.max(0, Math.min(length, Math.floor(top / rowHeight)));
  const end = Math.max(first, Math.min(length, Math.ceil((top + Math.max(0, height)) / rowHeight)));
  return { first, end };
}

export function withOverscan({ first, end }: RowWindow, length: number): RowWindow {
  return { first: Math.max(0, first - OVERSCAN), end: Math.min(length, end + OVERSCAN) };
}

/** What stays of the drawn rows when others are seen: a leap draws no more than what it lands on. */
export function keptRows(drawn: RowWindow, seen: RowWindow, length: number): RowWindow {
  if (drawn.end < seen.first || drawn.first > seen.end) return seen;
  const most = withOverscan(seen, length);
  return {
    first: Math.min(seen.first, Math.max(most.first, drawn.first)),
    end: Math.max(seen.end, Math.min(most.end, drawn.end)),
  };
}

/** So many more are drawn on either side with each frame, where a whole screen at once would make one long. */
const GROWTH = 4;

/** The next few rows beyond what is seen, as far as their facts are known: nobody sees those on their way there. */
export function grownRows(
  drawn: RowWindow,
  seen: RowWindow,
  length: number,
  isKnown: (place: number) => boolean,
): RowWindow {
  const most = withOverscan(seen, length);
  let { first, end } = drawn;
  for (let n = 0; n < GROWTH && first > most.first && isKnown(first - 1); n++) first--;
  for (let n = 0; n < GROWTH && end < most.end && isKnown(end); n++) end++;
  return { first, end };
}

export function isSameWindow(a: RowWindow, b: RowWindow): boolean {
  return a.first === b.first && a.end === b.end;
}

/** What the body of the table holds: rows, and the room of those that are not drawn. */
export type RowPiece =
  | { readonly kind: "gap"; readonly at: number; readonly rows: number }
  | { readonly kind: "row"; readonly at: number };

/** The window and one row beside it, which keeps the focus while it is out of sight. */
export function rowPieces({ first, end }: RowWindow, length: number, kept: number): readonly RowPiece[] {
  const places = Array.from({ length: Math.max(0, Math.min(end, length) - first) }, (_, i) => first + i);
  if (kept >= 0 && kept < length) {
    if (kept < first) places.unshift(kept);
    else if (kept >= end) places.push(kept);
  }
  const pieces: RowPiece[] = [];
  let next = 0;
  for (const at of places) {
    if (at > next) pieces.push({ kind: "gap", at: next, rows: at - next });
    pieces.push({ kind: "row", at });
    next = at + 1;
  }
  if (next < length) pieces.push({ kind: "gap", at: next, rows: length - next });
  return pieces;
}
