export interface WebApiCall {
  /** Whatever stands before `/api/v1`, such as `/Cust1`. */
  readonly prefix: string;
  /** `LogOffWindowsUsers`, `GetAssociate`, …, as the path spells it. */
  readonly name: string;
  readonly agent: "Associate" | "User" | "Archive";
}

const PATH =
  /^((?:\/[A-Za-z0-9_-]{1,64}){0,3}?)\/api\/v1\/(?:Agents\/(Associate|User)|(Archive))\/([A-Za-z]{1,64})\/?$/i;
const AGENTS = { associate: "Associate", user: "User", archive: "Archive" } as const;

/** A call of the WebAPI, under any prefix: clients of several customers share one server there. */
export function webApiCall(path: string): WebApiCall | null {
  const [, prefix = "", agent, archive, name = ""] = PATH.exec(path) ?? [];
  const spelt = (agent ?? archive)?.toLowerCase();
  if (!spelt) return null;
  return { prefix, name, agent: AGENTS[spelt as keyof typeof AGENTS] };
}
