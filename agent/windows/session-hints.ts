/**
 * What Windows says about a session by itself, the moment it says it. A hint makes the agent look at once; what it saw is
 * told as an event, and nothing is believed to be true by it alone.
 */
export type SessionHint =
  /** SERVICE_CONTROL_SESSIONCHANGE: one of the codes of WTS in lib/domain/audit-event. */
  | { readonly source: "WTS"; readonly code: number; readonly sessionId: number; readonly at: number }
  /** ISensLogon (a name alone) or ISensLogon2 (with a session): one of SENS in lib/domain/audit-event. */
  | {
      readonly source: "SENS";
      readonly code: number;
      /** As SENS says it: `DOMAIN\name`, or a name alone. */
      readonly userName: string;
      readonly sessionId: number | null;
      readonly at: number;
    };

/** Between those who hear of a change (the service's control handler, SENS) and the platform that looks. */
export class SessionHints {
  readonly #listeners = new Set<(hint: SessionHint) => void>();

  note(hint: SessionHint): void {
    for (const listener of [...this.#listeners]) listener(hint);
  }

  /** Returns the function that ends it. */
  onHint(listener: (hint: SessionHint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
