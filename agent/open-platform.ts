import type { Platform } from "./platform";
import type { SessionHints } from "./windows/session-hints";

export const PLATFORM_NAMES = ["samba"] as const;
export type PlatformName = (typeof PLATFORM_NAMES)[number];

/**
 * The platform of the host this runs on, or of the server on it that is named. A bundle for one system has the branches of
 * the others cut away, with all that they import. `hints` is where a service of Windows says what it hears of sessions.
 */
export async function openPlatform(
  log: (line: string) => void,
  name: PlatformName | null = null,
  hints?: SessionHints,
): Promise<Platform> {
  if (process.platform === "linux") {
    if (name === "samba") return (await import("./samba/samba-platform")).SambaPlatform.open({ log });
    return (await import("./logind/logind-platform")).LogindPlatform.open({ log });
  }
  if (name !== null) throw new Error(`--platform ${name} is for Linux alone`);
  if (process.platform === "win32") {
    const { WindowsPlatform } = await import("./windows/windows-platform");
    return WindowsPlatform.open({ log, ...(hints === undefined ? {} : { hints }) });
  }
  throw new Error(
    `there is no agent for ${process.platform} yet: Linux with systemd-logind and Windows are supported`,
  );
}
