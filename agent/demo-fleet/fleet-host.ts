import { SITES, type SiteName } from "./site";

/** `terminal`: many remote sessions. `desk`: one person's. `shared`: whoever has the shift. `build`: ssh. */
export type HostRole = "terminal" | "desk" | "shared" | "build";

export interface FleetHost {
  readonly name: string;
  readonly site: SiteName;
  readonly role: HostRole;
  readonly platform: "windows" | "linux";
  readonly os: string;
}

const TERMINALS: readonly SiteName[] = [
  "Oslo",
  "Oslo",
  "Oslo",
  "Manila",
  "Manila",
  "Toronto",
  "Toronto",
  "Oslo",
];
const BUILDERS: readonly SiteName[] = ["Oslo", "Oslo", "Manila", "Toronto"];
const DESKS: Record<SiteName, { readonly own: number; readonly shared: number }> = {
  Oslo: { own: 14, shared: 4 },
  Manila: { own: 12, shared: 4 },
  Toronto: { own: 10, shared: 4 },
};

/** Where everybody may go who is not at a desk of their own. */
export const COMMON_TERMINAL = "TS-08";

/** The sixty machines. */
export function listHosts(): FleetHost[] {
  const windows = (name: string, site: SiteName, role: HostRole, os: string): FleetHost => ({
    name,
    site,
    role,
    platform: "windows",
    os,
  });
  const terminals = TERMINALS.map((site, i) =>
    windows(`TS-0${i + 1}`, site, "terminal", i < 5 ? "Windows Server 2022" : "Windows Server 2019"),
  );
  const desks = SITES.flatMap((site, s) => {
    const { own, shared } = DESKS[site.name];
    return Array.from({ length: own + shared }, (_, i) =>
      windows(
        `WS-0${s + 1}${String(i + 1).padStart(2, "0")}`,
        site.name,
        i < own ? "desk" : "shared",
        i % 3 === 0 ? "Windows 10 Pro 22H2" : "Windows 11 Pro 23H2",
      ),
    );
  });
  const builders = BUILDERS.map(
    (site, i): FleetHost => ({
      name: `LX-BUILD-${i + 1}`,
      site,
      role: "build",
      platform: "linux",
      os: "Debian GNU/Linux 12 (bookworm)",
    }),
  );
  return [...terminals, ...desks, ...builders];
}
