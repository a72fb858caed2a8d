/** A place in the console that a typed or pasted text may mean. */
export interface PlaceMatch {
  readonly kind: "order" | "host" | "associate" | "session";
  readonly href: string;
  readonly label: string;
  /** What makes it the one: `SID`, `3 on`, `log off, running`. */
  readonly about: string;
}
