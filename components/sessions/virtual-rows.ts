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

/** What the body of the table holds: rows, and the room of those that are not drawn. */
export type RowPiece =
  | { readonly kind: "gap"; readonly at: number; readonly rows: number }
  | { readonly kind: "row"; readonly at: number };

/** The window and one row beside it, which keeps the focus while it is out of sight. */
export function rowPieces({ first, end }: RowWindow, length: number, kept: number): readonly RowPiece[] {
  const places = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
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
