export type SentPiece =
  | { readonly kind: "received"; readonly received: number; readonly isWhole: boolean }
  /** Nobody answered, or the server could not: worth another try. */
  | { readonly kind: "lost"; readonly why: string }
  | { readonly kind: "stopped"; readonly why: string };

interface Piece {
  readonly importId: number;
  readonly fileId: number;
  readonly offset: number;
  readonly piece: Blob;
  readonly signal: AbortSignal;
}

export async function sendPiece({ importId, fileId, offset, piece, signal }: Piece): Promise<SentPiece> {
  try {
    const answer = await fetch(`/imports/${importId}/files/${fileId}?offset=${offset}`, {
      method: "PUT",
      body: piece,
      headers: { "content-type": "application/octet-stream" },
      signal,
    });
    const told: unknown = await answer.json().catch(() => null);
    const received = numberOf(told, "received");
    // 409 with a number is the server's word on how far it has.
    if (received !== null && (answer.ok || answer.status === 409)) {
      return { kind: "received", received, isWhole: isWhole(told) };
    }
    const why = textOf(told, "detail") ?? `The server answered ${answer.status}.`;
    return { kind: answer.status >= 500 ? "lost" : "stopped", why };
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotReadableError")
      return { kind: "stopped", why: "The file on this computer has changed or is gone: choose it again." };
    return { kind: "lost", why: "Connection lost" };
  }
}

function numberOf(value: unknown, key: string): number | null {
  const found = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : null;
  return typeof found === "number" ? found : null;
}

function textOf(value: unknown, key: string): string | null {
  const found = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : null;
  return typeof found === "string" ? found : null;
}

function isWhole(value: unknown): boolean {
  return typeof value === "object" && value !== null && "isWhole" in value && value.isWhole === true;
}
