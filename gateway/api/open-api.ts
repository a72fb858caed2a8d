import { z } from "zod";
import { version } from "../../package.json";
import type { ApiRoute } from "./api-route";
import { API_ROUTES } from "./api-routes";
import { problemSchema } from "./schemas";

type Json = Readonly<Record<string, unknown>>;
let made: Json | undefined;

/** OpenAPI 3.1, made of the schemas that requests are parsed and answers are sent with. */
export function openApiDocument(): Json {
  made ??= {
    openapi: "3.1.0",
    info: {
      title: "Curfew",
      version,
      description:
        "Who is on, log them off, prove when they left. A page goes on with `after`, the `next` of the page before.",
    },
    security: [{ token: [] }],
    paths: pathsOf(API_ROUTES),
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "cf_api_…" } },
      schemas: { Problem: jsonSchema(problemSchema, "output") },
    },
  };
  return made;
}

function pathsOf(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method.toLowerCase()] = operation(route);
    paths[route.path] = methods;
  }
  return paths;
}

function operation(route: ApiRoute): Json {
  const type = route.isStream ? "text/event-stream" : "application/json";
  return {
    summary: route.summary,
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z]+(\w)?/g, (_, c = "") => c.toUpperCase())}`,
    "x-scope": route.scope,
    parameters: [...parameters(route.params, "path"), ...parameters(route.query, "query")],
    ...(route.body
      ? { requestBody: { required: true, content: json(jsonSchema(route.body, "input")) } }
      : {}),
    responses: {
      [route.status]: {
        description: "Done",
        content: { [type]: { schema: jsonSchema(route.answer, "output") } },
      },
      default: {
        description: "Refused",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function parameters(schema: z.ZodObject, place: "path" | "query"): Json[] {
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === "path" || !z.safeParse(part as z.ZodType, undefined).success,
    schema: jsonSchema(part as z.ZodType, "output"),
  }));
}

function json(schema: Json): Json {
  return { "application/json": { schema } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
