import { MAX_BODY_BYTES } from "@/lib/protocol/messages";
import { check } from "./check";
import { enrol } from "./enrol";
import type { Route } from "./gateway";
import { health } from "./health";
import { installer, program } from "./program";
import { rotate } from "./rotate";
import { sync } from "./sync";

/** Everything that a machine can ask of the gateway. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/healthz", maxBodyBytes: 0, handle: health },
  { method: "GET", path: "/agent/v1/program", maxBodyBytes: 0, handle: program },
  { method: "GET", path: "/agent/v1/installer", maxBodyBytes: 0, handle: installer },
  { method: "POST", path: "/agent/v1/enrol", maxBodyBytes: 16 * 1024, handle: enrol },
  { method: "POST", path: "/agent/v1/check", maxBodyBytes: 4 * 1024, handle: check },
  { method: "POST", path: "/agent/v1/rotate", maxBodyBytes: 4 * 1024, handle: rotate },
  { method: "POST", path: "/agent/v1/sync", maxBodyBytes: MAX_BODY_BYTES, handle: sync },
];
