import { LogindPlatform } from "./logind/logind-platform";
import type { Platform } from "./platform";

/** The platform of the host this runs on. */
export async function openPlatform(log: (line: string) => void): Promise<Platform> {
  if (process.platform === "linux") return LogindPlatform.open({ log });
  throw new Error(`there is no agent for ${process.platform} yet: Linux with systemd-logind is supported`);
}
