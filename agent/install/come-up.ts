import { readStatus } from "../status-file";
import type { Places } from "./places";
import { readLastLines, readUnitState } from "./systemd";

const PATIENCE_MS = 30_000;
/** A program that lives this long and cannot reach the gateway is not broken: the network may be. */
const STEADY_MS = 8_000;
const LOOK_EVERY_MS = 200;

export type ComeUp =
  | { readonly kind: "connected" }
  /** It runs, and the gateway does not answer it as it should. */
  | { readonly kind: "cut-off"; readonly trouble: string }
  | { readonly kind: "dead"; readonly lastLines: string };

/** Waits until the service that was just started speaks with the gateway, or is known not to. */
export async function waitToComeUp({ service, state }: Places, startedAt: number): Promise<ComeUp> {
  const restarts = readUnitState(service).restarts;
  const endAt = Date.now() + PATIENCE_MS;
  let steadySince: number | null = null;
  while (Date.now() < endAt) {
    const unit = readUnitState(service);
    if (unit.active === "failed" || unit.restarts > restarts) break;
    const status = readStatus(state);
    if (status && unit.pid > 0 && status.pid === unit.pid && status.since >= startedAt) {
      if (status.trouble === "") return { kind: "connected" };
      steadySince ??= Date.now();
      if (Date.now() - steadySince >= STEADY_MS) return { kind: "cut-off", trouble: status.trouble };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return { kind: "dead", lastLines: readLastLines(service, 5) };
}
