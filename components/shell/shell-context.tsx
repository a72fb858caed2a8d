"use client";

import { createContext, useContext } from "react";

export type ThemeChoice = "light" | "dark" | "system";

export interface ShellFacts {
  readonly theme: ThemeChoice;
  /** Whether a single letter does something: dictation and unsteady hands press many that were not meant. */
  readonly hasSingleKeys: boolean;
  readonly isProtected: boolean;
  readonly zone: { readonly kind: "utc" | "site" | "mine"; readonly timeZone: string };
  /** `UTC+01:00`, as the server reckons it for now. */
  readonly zoneOffset: string;
}

export interface Shell extends ShellFacts {
  readonly setSingleKeys: (isOn: boolean) => void;
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

export const ShellContext = createContext<Shell | null>(null);

export function useShell(): Shell {
  const shell = useContext(ShellContext);
  if (!shell) throw new Error("This part of the frame stands outside of the console's layout.");
  return shell;
}
