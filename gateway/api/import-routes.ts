import { z } from "zod";
import { actorName } from "@/lib/domain/actor";
import { readImport } from "@/lib/services/read-import";
import { readImports } from "@/lib/services/read-imports";
import { apiRoute, json } from "./api-route";
import { isoOrNull } from "./order-answers";
import {
  afterNumber,
  importDetailSchema,
  importParams,
  importSchema,
  noParams,
  noQuery,
  page,
} from "./schemas";

const listImports = apiRoute({
  method: "GET",
  path: "/api/imports",
  scope: "read",
  summary: "Imports of logs, the latest first",
  params: noParams,
  query: z.strictObject({ after: afterNumber }),
  body: null,
  status: 200,
  answer: page(importSchema),
  async handle({ ctx, query }) {
    const { imports, next } = await readImports(ctx, { before: query.after === "" ? null : query.after });
    const rows = imports.map((one) => ({
      ...one,
      createdAt: one.createdAt.toISOString(),
      createdBy: actorName(one.createdBy),
    }));
    return json({ rows, next: next === null ? null : String(next) });
  },
});

const findImport = apiRoute({
  method: "GET",
  path: "/api/imports/{importId}",
  scope: "read",
  summary: "One import: its files, what they added, and whose history they made",
  params: importParams,
  query: noQuery,
  body: null,
  status: 200,
  answer: importDetailSchema,
  async handle({ ctx, params }) {
    const { status, ...found } = await readImport(ctx, params);
    return json({
      ...found,
      createdAt: found.createdAt.toISOString(),
      createdBy: actorName(found.createdBy),
      committedAt: isoOrNull(found.committedAt),
      undoneAt: isoOrNull(found.undoneAt),
      files: status.files.map(({ readEvents, ...file }) => ({ ...file, events: readEvents })),
    });
  },
});

export const IMPORT_ROUTES = [listImports, findImport];
