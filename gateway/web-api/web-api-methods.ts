import { DomainError } from "@/lib/domain/errors";
import { AssociateAgent, type LogOffAnswer } from "@/lib/services/associate-agent";
import type { Context } from "@/lib/services/context";
import { readWebAssociates, type WebAssociate } from "@/lib/services/read-web-associates";
import type { Gateway } from "../gateway";
import { internalUsers } from "./archive";
import { associateEntity, userEntity } from "./associate-entity";
import { fieldOf, requireId, requireIds } from "./web-api-input";
import type { WebApiCall } from "./web-api-path";

export interface WebApiRequest {
  readonly gateway: Gateway;
  readonly ctx: Context;
  readonly call: WebApiCall;
  readonly url: URL;
  readonly body: unknown;
  readonly gone: AbortSignal;
}

export interface WebApiAnswer {
  readonly status: 200 | 204;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WebApiMethod {
  readonly verb: "GET" | "POST";
  readonly agent: WebApiCall["agent"];
  readonly name: string;
  /** What a GET on its address answers. */
  readonly summary: string;
  readonly parameters: Readonly<Record<string, string>>;
  run(request: WebApiRequest): Promise<WebApiAnswer>;
}

const MOST_IDS = 1_000;

export const WEB_API_METHODS: readonly WebApiMethod[] = [
  {
    verb: "POST",
    agent: "Associate",
    name: "LogOffWindowsUsers",
    summary: "Log off one or more users from the Windows client.",
    parameters: { AssociateIds: "Int32[]: the associates whose sessions end" },
    async run({ gateway, ctx, body, gone }) {
      const { scripting } = gateway;
      const agent = new AssociateAgent(ctx, { scripting, door: "webapi" });
      const answer = await agent.logOffWindowsUsersAsync(fieldOf(body, "associateIds"), gone);
      return { status: 204, headers: orderHeaders(answer) };
    },
  },
  {
    verb: "POST",
    agent: "Associate",
    name: "GetAssociate",
    summary: "Get an associate.",
    parameters: { associateId: "Int32, in the address" },
    async run({ ctx, url }) {
      return one(ctx, requireId(url.searchParams.get("associateId"), "associateId"), associateEntity);
    },
  },
  {
    verb: "POST",
    agent: "Associate",
    name: "GetAssociateByPersonId",
    summary: "Get an associate by the id of the person.",
    parameters: { PersonId: "Int32" },
    async run({ ctx, body }) {
      return one(ctx, requireId(fieldOf(body, "personId"), "personId"), associateEntity);
    },
  },
  {
    verb: "POST",
    agent: "Associate",
    name: "GetAssociateList",
    summary: "Get an array of associates.",
    parameters: { "": "Int32[]: the body is the bare array" },
    async run({ ctx, body }) {
      const ids = requireIds(body, "associateIds", MOST_IDS);
      const filter = { ids, groupIdx: null, isLoggedOn: false, after: 0, limit: MOST_IDS };
      const { associates } = await readWebAssociates(ctx, filter);
      return { status: 200, body: associates.map(associateEntity) };
    },
  },
  {
    verb: "POST",
    agent: "Associate",
    name: "GetAssociatesByGroup",
    summary: "Get the associates of a group.",
    parameters: { GroupId: "Int32: the GroupIdx of an associate", Type: "String: not looked at" },
    async run({ ctx, body }) {
      const groupIdx = requireId(fieldOf(body, "groupId"), "groupId");
      const filter = { ids: null, groupIdx, isLoggedOn: false, after: 0, limit: MOST_IDS };
      const { associates } = await readWebAssociates(ctx, filter);
      return { status: 200, body: associates.map(associateEntity) };
    },
  },
  {
    verb: "POST",
    agent: "User",
    name: "GetUser",
    summary: "Get a user, with their credentials.",
    parameters: { userId: "Int32, in the address: the associate's id" },
    async run({ ctx, url }) {
      return one(ctx, requireId(url.searchParams.get("userId"), "userId"), userEntity);
    },
  },
  {
    verb: "GET",
    agent: "Archive",
    name: "InternalUsers",
    summary: "List users.",
    parameters: { $select: "columns", $entities: "associate or loggedOnWin", $top: "rows" },
    async run({ ctx, url, call }) {
      return { status: 200, body: await internalUsers(ctx, url, call.prefix) };
    },
  },
];

async function one(
  ctx: Context,
  id: number,
  entity: (associate: WebAssociate) => unknown,
): Promise<WebApiAnswer> {
  const filter = { ids: [id], groupIdx: null, isLoggedOn: false, after: 0, limit: 1 };
  const { associates } = await readWebAssociates(ctx, filter);
  const [associate] = associates;
  if (!associate) throw new DomainError("not_found", `There is no associate ${id}.`);
  return { status: 200, body: entity(associate) };
}

/** A 204 has no body: the order and what became of the ids travel in headers. */
function orderHeaders({ orderId, outcomes }: LogOffAnswer): Record<string, string> {
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const told = [...counts].map(([outcome, n]) => `${outcome}=${n}`).join(", ");
  return { "curfew-outcome": told, ...(orderId === null ? {} : { "curfew-order": String(orderId) }) };
}
