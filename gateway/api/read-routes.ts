import { z } from "zod";
import { actorName } from "@/lib/domain/actor";
import { DomainError } from "@/lib/domain/errors";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { readAssociate } from "@/lib/services/read-associate";
import { readAssociates } from "@/lib/services/read-associates";
import { readLiveSessions } from "@/lib/services/read-live-sessions";
import { readTrail } from "@/lib/services/read-trail";
import { apiRoute, json } from "./api-route";
import { isoOrNull } from "./order-answers";
import {
  after,
  associateDetailSchema,
  associateParams,
  associateSchema,
  noParams,
  noQuery,
  page,
  recordedSessionSchema,
  sessionSchema,
  trailSchema,
} from "./schemas";

const listSessions = apiRoute({
  method: "GET",
  path: "/api/sessions",
  scope: "read",
  summary: "Live sessions, as the hosts list them now",
  params: noParams,
  query: z.strictObject({
    q: z
      .string()
      .max(2_048)
      .default("")
      .describe("The query of the Sessions page, such as `state:idle host:TS-*`"),
    sort: z.string().max(20).default("").describe("loggedOn, idle, host or associate; a minus reverses it"),
    after,
  }),
  body: null,
  status: 200,
  answer: page(sessionSchema),
  async handle({ ctx, query }) {
    const strange = parseSessionQuery(query.q).terms.find((term) => term.kind === "unknown");
    if (strange) throw new DomainError("invalid_input", `“${strange.text}” is not understood.`, "q");
    const { view } = await readLiveSessions(ctx, query);
    if (view.by !== "sessions") throw new DomainError("internal", "sessions were asked for");
    const rows = view.rows.map((row) => ({
      ...row,
      loggedOnAt: new Date(row.loggedOnAt).toISOString(),
      stateSince: isoOrNull(row.stateSince),
      reportedAt: isoOrNull(row.reportedAt),
    }));
    return json({ rows, next: view.next });
  },
});

const listAssociates = apiRoute({
  method: "GET",
  path: "/api/associates",
  scope: "read",
  summary: "Associates by name",
  params: noParams,
  query: z.strictObject({
    q: z.string().max(200).default(""),
    group: z.string().max(200).default(""),
    on: z.literal("now").optional().describe("Only who is logged on"),
    after,
  }),
  body: null,
  status: 200,
  answer: page(associateSchema),
  async handle({ ctx, query }) {
    const { rows, next } = await readAssociates(ctx, query);
    const told = rows.map(({ lastSeenAt, ...row }) => ({ ...row, lastSeenAt: isoOrNull(lastSeenAt) }));
    return json({ rows: told, next });
  },
});

const findAssociate = apiRoute({
  method: "GET",
  path: "/api/associates/{associateId}",
  scope: "read",
  summary: "One associate and their accounts",
  params: associateParams,
  query: noQuery,
  body: null,
  status: 200,
  answer: associateDetailSchema,
  async handle({ ctx, params }) {
    const window = { from: ctx.now, until: ctx.now };
    const found = await readAssociate(ctx, {
      ...window,
      associateId: String(params.associateId),
      isTable: false,
    });
    if (!found) throw noAssociate(params.associateId);
    const { retiredAt, recordedSince: _, ...head } = found.head;
    return json({ ...head, retiredAt: isoOrNull(retiredAt) });
  },
});

const listHistory = apiRoute({
  method: "GET",
  path: "/api/associates/{associateId}/history",
  scope: "read",
  summary: "The paired sessions of an associate in a window, the latest first, with how each ended",
  params: associateParams,
  query: z.strictObject({
    from: z.iso.datetime({ offset: true, error: "An instant, such as 2026-03-01T00:00:00Z." }),
    until: z.iso.datetime({ offset: true, error: "An instant, such as 2026-04-01T00:00:00Z." }),
    after,
  }),
  body: null,
  status: 200,
  answer: page(recordedSessionSchema),
  async handle({ ctx, params, query }) {
    const window = { from: new Date(query.from), until: new Date(query.until) };
    const input = { ...window, associateId: String(params.associateId), isTable: true, after: query.after };
    const found = await readAssociate(ctx, input);
    if (!found) throw noAssociate(params.associateId);
    const rows = (found.page?.sessions ?? []).map(({ ending, order, ...session }) => ({
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
    return json({ rows, next: found.page?.next ?? null });
  },
});

const listTrail = apiRoute({
  method: "GET",
  path: "/api/trail",
  scope: "read",
  summary: "What people did in Curfew, the latest first, with the hash chain",
  params: noParams,
  query: z.strictObject({
    name: z.string().max(100).default("").describe("The beginning of a name: `order` finds `order.request`"),
    subject: z.string().max(100).default("").describe("Such as `order:1042`"),
    after: z
      .string()
      .regex(/^([1-9]\d{0,17})?$/, "This is no `next` of a page.")
      .default(""),
  }),
  body: null,
  status: 200,
  answer: page(trailSchema),
  async handle({ ctx, query }) {
    const { entries, next } = await readTrail(ctx, { ...query, before: query.after });
    const rows = entries.map(({ seq, at, actor, ...entry }) => ({
      ...entry,
      seq: seq.toString(),
      at: at.toISOString(),
      actor: actorName(actor),
    }));
    return json({ rows, next });
  },
});

function noAssociate(id: number): DomainError {
  return new DomainError("not_found", `There is no associate ${id}.`);
}

export const READ_ROUTES = [listSessions, listAssociates, findAssociate, listHistory, listTrail];
