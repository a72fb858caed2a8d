export const ORDER_VERBS = ["message", "disconnect", "log_off", "force"] as const;
export type OrderVerb = (typeof ORDER_VERBS)[number];

/** Through which door an order came. */
export const ORDER_DOORS = ["web", "rest", "cli", "webapi", "associate-agent", "policy"] as const;
export type OrderDoor = (typeof ORDER_DOORS)[number];

/** Verbs after which the session is over, so that an audited record can prove it. */
export function endsSession(verb: OrderVerb): boolean {
  return verb === "log_off" || verb === "force";
}

export interface AskedSession {
  readonly platform: string;
  readonly line: string;
  readonly state: string;
}

/** Why a host cannot do this with such a session, or null where it can. */
export function verbObstacle(verb: OrderVerb, session: AskedSession): string | null {
  if (verb === "disconnect" && session.platform === "linux") {
    return "Linux cannot disconnect a session and keep it";
  }
  if (verb === "message") return messageObstacle(session);
  return null;
}

/** Why nobody would see a message in such a session, or null where somebody can. */
export function messageObstacle({ platform, line, state }: AskedSession): string | null {
  if (platform === "linux" && !/^(tty|pts\/)\w+$/.test(line)) return "it has no terminal to write to";
  if (state === "disconnected") return "nobody is connected to it";
  if (state === "locked") return "its screen is locked";
  return null;
}
