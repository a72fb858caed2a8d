import type { LoggedEvent } from "./log-reader";
import type { LogFormat } from "./report";

/** What one record of any dialect came to. */
export type RecordOutcome =
  | ({ readonly kind: "event"; readonly dialect: LogFormat } & LoggedEvent)
  /** A record that tells of no session, boot or clock. */
  | { readonly kind: "skipped" }
  | { readonly kind: "reject"; readonly reason: string };
