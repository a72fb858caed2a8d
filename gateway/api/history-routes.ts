import { DomainError } from "@/lib/domain/errors";
import { readAssociate, type SessionPage } from "@/lib/services/read-associate";
import { readHost } from "@/lib/services/read-host";
import { apiRoute, json } from "./api-route";
import { isoOrNull } from "./order-answers";
import { associateParams, hostParams, page, recordedSessionSchema, windowQuery } from "./schemas";

const listOfAssociate = apiRoute({
  method: "GET",
  path: "/api/associates/{associateId}/history",
  scope: "read",
  summary: "The paired sessions of an associate in a window, the latest first, with how each ended",
  params: associateParams,
  query: windowQuery,
  body: null,
  status: 200,
  answer: page(recordedSessionSchema),
  async handle({ ctx, params, query }) {
    const input = { ...tableOf(query), associateId: String(params.associateId) };
    const found = await readAssociate(ctx, input);
    if (!found) throw new DomainError("not_found", `There is no associate ${params.associateId}.`);
    return json(told(found.page));
  },
});

const listOfHost = apiRoute({
  method: "GET",
  path: "/api/hosts/{hostId}/history",
  scope: "read",
  summary: "The paired sessions on a host in a window, the latest first, with how each ended",
  params: hostParams,
  query: windowQuery,
  body: null,
  status: 200,
  answer: page(recordedSessionSchema),
  async handle({ ctx, params, query }) {
    const found = await readHost(ctx, { ...tableOf(query), hostId: String(params.hostId), at: null });
    if (!found) throw new DomainError("not_found", `There is no host ${params.hostId}.`);
    return json(told(found.page));
  },
});

function tableOf({ from, until, after }: { from: string; until: string; after: string }) {
  return { from: new Date(from), until: new Date(until), isTable: true, after };
}

function told(found: SessionPage | null) {
  const rows = (found?.sessions ?? []).map(({ ending, order, ...session }) => ({
    ...session,
    startedAt: isoOrNull(session.startedAt),
    startedBefore: isoOrNull(session.startedBefore),
    ending: {
      ...ending,
      at: isoOrNull(ending.at),
      notBefore: new Date(ending.notBefore).toISOString(),
      notAfter: isoOrNull(ending.notAfter),
    },
    endedByOrderId: order?.id ?? null,
  }));
  return { rows, next: found?.next ?? null };
}

export const HISTORY_ROUTES = [listOfAssociate, listOfHost];
