import { LogindPlatform } from "./logind/logind-platform";
import type { Platform } from "./platform";
import { SambaPlatform } from "./samba/samba-platform";
import type { SessionHints } from "./windows/session-hints";

export const PLATFORM_NAMES = ["samba"] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/** The platform of the host this runs on, or of the server on it that is named. */
export async function openPlatform(
  log: (line: string) => void,
  name: PlatformName | null = null,
  _hints?: SessionHints,
): Promise<Platform> {
  if (name === "samba") return SambaPlatform.open({ log });
  if (process.platform === "linux") return LogindPlatform.open({ log });
  throw new Error(`there is no agent for ${process.platform} yet: Linux with systemd-logind is supported`);
}
