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
  afterNumber,
  associateDetailSchema,
  associateParams,
  associateSchema,
  noParams,
  noQuery,
  page,
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
    if (!found) throw new DomainError("not_found", `There is no associate ${params.associateId}.`);
    const { retiredAt, recordedSince: _, ...head } = found.head;
    return json({ ...head, retiredAt: isoOrNull(retiredAt) });
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
    after: afterNumber,
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

export const READ_ROUTES = [listSessions, listAssociates, findAssociate, listTrail];
