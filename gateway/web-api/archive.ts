import type { Context } from "@/lib/services/context";
import { readWebAssociates, type WebAssociate } from "@/lib/services/read-web-associates";
import { InvalidRequest } from "./web-api-input";

const PAGE = 500;
const COLUMNS: Readonly<Record<string, (associate: WebAssociate) => unknown>> = {
  associateDbId: ({ id }) => id,
  associateId: ({ id }) => id,
  personId: ({ id }) => id,
  name: ({ name }) => name,
  fullName: ({ fullName }) => fullName,
  userName: ({ name, accounts: [account] }) => account?.name ?? name,
  userGroup: ({ group }) => group,
  isDeleted: ({ retiredAt }) => retiredAt !== null,
};
const DEFAULT = ["associateDbId", "fullName", "userName"];
const ENTITIES = ["associate", "loggedOnWin", "retired"];

/** `Archive/InternalUsers`: who there is, and with `$entities=loggedOnWin` who is logged on. */
export async function internalUsers(ctx: Context, url: URL, prefix: string): Promise<unknown> {
  const select = listOf(url, "$select") ?? DEFAULT;
  const unknown = select.find((name) => !(name in COLUMNS));
  if (unknown !== undefined) {
    throw new InvalidRequest(`$select: there is no column ${unknown.slice(0, 100)}.`);
  }
  const entities = listOf(url, "$entities") ?? ["associate"];
  const strange = entities.find((name) => !ENTITIES.includes(name));
  if (strange !== undefined) {
    throw new InvalidRequest(`$entities: there is no entity ${strange.slice(0, 100)}.`);
  }
  const limit = Math.min(numberOf(url, "$top") ?? PAGE, PAGE);
  const isLoggedOn = entities.includes("loggedOnWin") && !entities.includes("associate");
  const filter = { ids: null, groupIdx: null, isLoggedOn, after: numberOf(url, "$skiptoken") ?? 0, limit };
  const { associates, next } = await readWebAssociates(ctx, filter);
  const entity = isLoggedOn ? "loggedOnWin" : "associate";
  return {
    "odata.metadata": `${prefix}/api/v1/Archive/$metadata#InternalUsers`,
    "odata.nextLink": next === null ? null : nextLink(url, next),
    value: associates.map((associate) => ({
      PrimaryKey: String(associate.id),
      EntityName: entity,
      ...Object.fromEntries(select.map((name) => [name, COLUMNS[name]?.(associate)])),
    })),
  };
}

function listOf(url: URL, name: string): string[] | null {
  const text = url.searchParams.get(name);
  if (text === null || text === "") return null;
  return text.split(",", 50).map((part) => part.trim());
}

function numberOf(url: URL, name: string): number | null {
  const text = url.searchParams.get(name);
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text) || (name === "$top" && Number(text) === 0)) {
    throw new InvalidRequest(`${name} must be a whole number.`);
  }
  return Number(text);
}

/** Without the host: whoever asks knows by which name. */
function nextLink(url: URL, next: number): string {
  const address = new URL(url);
  address.searchParams.set("$skiptoken", String(next));
  return `${address.pathname}${address.search}`;
}
