import { fromTuple, type LiveRow, type LiveTuple } from "@/lib/domain/live-row";

/** Everything that is listed, by id, at that instant. */
export interface Sequence {
  readonly at: number;
  readonly ids: readonly string[];
  readonly before: number;
}

interface Place {
  readonly q: string;
  readonly sort: string;
  readonly after: string;
}

/** Null where the server does not answer: what is shown stays, and is asked for again when the line is back. */
export async function readSequence(place: Place, signal?: AbortSignal): Promise<Sequence | null> {
  const found = await read<{ at: number; ids: string; before: number }>(
    `/sessions/sequence?${new URLSearchParams({ ...place })}`,
    signal,
  );
  return found && { ...found, ids: found.ids === "" ? [] : found.ids.split(",") };
}

export async function readRows(
  ids: readonly string[],
): Promise<{ readonly at: number; readonly rows: readonly LiveRow[] } | null> {
  const found = await read<{ at: number; rows: LiveTuple[] }>(`/sessions/rows?ids=${ids.join(",")}`);
  return found && { at: found.at, rows: found.rows.map(fromTuple) };
}

async function read<T>(address: string, signal?: AbortSignal): Promise<T | null> {
  try {
    const answer = await fetch(address, { signal: signal ?? null });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}
