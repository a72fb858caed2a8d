import { useSyncExternalStore } from "react";

const never = () => () => {};

/** False at first where the browser takes over what the server drew, and must draw the same; true wherever it begins itself. */
export function useDrawsAnew(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
