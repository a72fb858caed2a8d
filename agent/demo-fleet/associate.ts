import type { SiteName } from "./site";

export type Pattern =
  /** Monday to Friday. */
  | { readonly kind: "office"; readonly startsAt: number; readonly minutes: number }
  /** Some weekdays, or mornings. */
  | {
      readonly kind: "part_time";
      readonly startsAt: number;
      readonly minutes: number;
      readonly weekdays: readonly number[];
    }
  /** Five days on and two off, early, late and night in turn. */
  | { readonly kind: "shift"; readonly rotation: number }
  /** A program: on as long as its host is. */
  | { readonly kind: "service" };

/** Where somebody works, and from where they come. */
export interface Place {
  readonly host: string;
  readonly kind: "console" | "remote";
  readonly clientName: string;
  readonly clientAddress: string;
}

export interface FleetAssociate {
  /** The short handle, and the name of the account. */
  readonly name: string;
  readonly fullName: string;
  readonly group: string;
  readonly site: SiteName;
  readonly isProtected: boolean;
  readonly isAdministrator: boolean;
  /** The last part of the SID, and the uid on Linux. */
  readonly rid: number;
  readonly pattern: Pattern;
  /** Leaves the session behind in the evening, locked or disconnected. */
  readonly isForgetful: boolean;
  readonly home: Place;
  /** A second machine, for a part of some days. */
  readonly second: Place | null;
}

export function placesOf({ home, second }: FleetAssociate): Place[] {
  return second ? [home, second] : [home];
}
