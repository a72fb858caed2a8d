import type { ApiScope } from "./api-scope";

export const ROLES = ["auditor", "operator", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}

/** Who is asking. Minted by `lib/auth` alone; stored on orders and on the trail as it was at the time. */
export type Actor =
  | { readonly kind: "operator"; readonly operatorId: number; readonly name: string; readonly role: Role }
  | {
      readonly kind: "agent";
      readonly agentId: number;
      readonly hostId: number;
      readonly hostName: string;
    }
  | {
      readonly kind: "token";
      readonly tokenId: number;
      /** The token's label. */
      readonly name: string;
      readonly role: Role;
      readonly scopes: readonly ApiScope[];
    }
  | { readonly kind: "system"; readonly name: "web" | "gateway" | "cli" | "set-up" };

export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "operator":
      return actor.name;
    case "agent":
      return `agent on ${actor.hostName}`;
    case "token":
      return `token ${actor.name}`;
    case "system":
      return actor.name;
  }
}
