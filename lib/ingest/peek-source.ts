import { ChecksumFault } from "./zip/zip-entries";

/** A source whose first bytes were looked at. */
export interface Peeked {
  readonly head: Uint8Array;
  /** From the beginning, the head included; ends where the source fails. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Why the source failed. */
  fault(): string | null;
  close(): Promise<void>;
}

export async function peekSource(source: AsyncIterable<Uint8Array>, least: number): Promise<Peeked> {
  const iterator = source[Symbol.asyncIterator]();
  let fault: string | null = null;
  const next = async (): Promise<Uint8Array | null> => {
    if (fault !== null) return null;
    try {
      const { done, value } = await iterator.next();
      return done ? null : value;
    } catch (error) {
      fault = faultWords(error);
      return null;
    }
  };
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < least) {
    const piece = await next();
    if (!piece) break;
    head = joined(head, piece);
  }
  async function* bytes() {
    try {
      yield head;
      for (let piece = await next(); piece; piece = await next()) yield piece;
    } finally {
      await iterator.return?.();
    }
  }
  const close = async () => {
    await iterator.return?.();
  };
  return { head, bytes: bytes(), fault: () => fault, close };
}

function faultWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  return error instanceof ChecksumFault ? words : `it cannot be read any further: ${words}`;
}

/** A copy: the source may use its buffer again. */
function joined(head: Uint8Array, piece: Uint8Array): Uint8Array {
  const both = new Uint8Array(head.length + piece.length);
  both.set(head);
  both.set(piece, head.length);
  return both;
}
