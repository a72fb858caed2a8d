import type { Actor, Role } from "./actor";
import { SCOPE_PERMISSIONS } from "./api-scope";

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
  "order.approve": ["operator", "administrator"],
  "order.settings": ["administrator"],
  "host.reconcile": ["operator", "administrator"],
  "enrolment.read": ["administrator"],
  "enrolment.write": ["administrator"],
  "agent.revoke": ["administrator"],
  "operator.read": ["administrator"],
  "operator.write": ["administrator"],
  "template.write": ["administrator"],
  "settings.write": ["administrator"],
  "associate.import": ["administrator"],
  "hook.read": ["auditor", "operator", "administrator"],
  "hook.write": ["administrator"],
  "import.read": ["auditor", "operator", "administrator"],
  "import.write": ["operator", "administrator"],
  "policy.read": ["auditor", "operator", "administrator"],
  "policy.write": ["administrator"],
  "alert.read": ["administrator"],
  "alert.write": ["administrator"],
  "api-token.read": ["administrator"],
  "api-token.write": ["administrator"],
  /** Records come from hosts and shippers, so no token needs more than the least role for it. */
  "event.ingest": ["auditor", "operator", "administrator"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** What a system actor may do: each process has its own short list. */
const SYSTEM: Record<"web" | "gateway" | "cli" | "set-up", readonly Permission[]> = {
  web: [],
  // Policies write orders by themselves, and it is what reads a SuperOffice server.
  gateway: ["logoff.request", "associate.import"],
  cli: [
    "associate.import",
    "import.read",
    "import.write",
    "enrolment.write",
    "api-token.read",
    "api-token.write",
    "session.read",
    "history.read",
    "trail.read",
    "order.read",
    "logoff.request",
    "logoff.cancel",
  ],
  "set-up": ["operator.write", "enrolment.write"],
};

export function can(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "operator":
      return (PERMISSIONS[permission] as readonly Role[]).includes(actor.role);
    case "agent":
      return false;
    case "token":
      return (
        actor.scopes.some((scope) => SCOPE_PERMISSIONS[scope].includes(permission)) &&
        (PERMISSIONS[permission] as readonly Role[]).includes(actor.role)
      );
    case "system":
      return SYSTEM[actor.name].includes(permission);
  }
}
