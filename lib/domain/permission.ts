import type { Actor, Role } from "./actor";

/** Everything that can be asked of Curfew. An adapter without an entry here cannot exist. */
export const PERMISSIONS = {
  "session.read": ["auditor", "operator", "administrator"],
  "view.save": ["auditor", "operator", "administrator"],
  "view.share": ["operator", "administrator"],
  "history.read": ["auditor", "operator", "administrator"],
  "host.read": ["auditor", "operator", "administrator"],
  "order.read": ["auditor", "operator", "administrator"],
  "trail.read": ["auditor", "administrator"],
  "logoff.request": ["operator", "administrator"],
  "logoff.cancel": ["operator", "administrator"],
  "enrolment.read": ["administrator"],
  "enrolment.write": ["administrator"],
  "agent.revoke": ["administrator"],
  "operator.read": ["administrator"],
  "operator.write": ["administrator"],
  "associate.import": ["administrator"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** What a system actor may do: each process has its own short list. */
const SYSTEM: Record<"web" | "gateway" | "cli" | "set-up", readonly Permission[]> = {
  web: [],
  gateway: [],
  cli: ["associate.import", "enrolment.write", "session.read", "history.read", "trail.read"],
  "set-up": ["operator.write", "enrolment.write"],
};

export function can(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "operator":
      return (PERMISSIONS[permission] as readonly Role[]).includes(actor.role);
    case "agent":
      return false;
    case "system":
      return SYSTEM[actor.name].includes(permission);
  }
}
