import "server-only";
import { hostname } from "node:os";

/**
 * Where hosts find the gateway, as this installation is set up: GATEWAY_ORIGIN, else beside APP_ORIGIN, else this machine
 * by its name. What a request calls us by is not asked: an address that is typed as root comes from nobody else.
 */
export function gatewayAddress(): string {
  const configured = process.env.GATEWAY_ORIGIN;
  if (configured) return configured.replace(/\/+$/, "");
  const app = process.env.APP_ORIGIN;
  const name = app ? new URL(app).hostname : hostname();
  return `http://${name}:${process.env.GATEWAY_PORT ?? "3001"}`;
}
