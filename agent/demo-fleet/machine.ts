import type { SimulatedHost } from "../simulated/simulated-host";

/** What a day plan needs of a simulated machine, whatever its system. */
export type Machine = Pick<
  SimulatedHost,
  | "name"
  | "machineId"
  | "isOn"
  | "boot"
  | "crash"
  | "shutDown"
  | "logOn"
  | "logOff"
  | "goIdle"
  | "wake"
  | "lock"
  | "unlock"
  | "disconnect"
  | "reconnect"
  | "sessions"
  | "faults"
>;
