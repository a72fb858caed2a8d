/** `bad`: it does not work like this. `note`: it works, and should be known. */
export interface Finding {
  readonly about: string;
  readonly state: "good" | "note" | "bad";
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly cure?: string;
}

export function good(about: string, found: string): Finding {
  return { about, state: "good", found };
}

export function note(about: string, found: string, cure: string): Finding {
  return { about, state: "note", found, cure };
}

export function bad(about: string, found: string, cure: string): Finding {
  return { about, state: "bad", found, cure };
}

export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
