import { z } from "zod";
import { AssociateAgent, logOffWindowsUsersInput } from "@/lib/services/associate-agent";
import { cancelOrder } from "@/lib/services/cancel-order";
import { requestOrderInput } from "@/lib/services/order-request";
import { plainText } from "@/lib/services/plain-text";
import { readOrder } from "@/lib/services/read-order";
import { ORDER_VIEWS, readOrders } from "@/lib/services/read-orders";
import { requestOrder } from "@/lib/services/request-order";
import { apiRoute, json } from "./api-route";
import { orderAnswer, orderDetailAnswer, targetAnswer } from "./order-answers";
import {
  cancelledSchema,
  noParams,
  noQuery,
  orderDetailSchema,
  orderParams,
  orderSchema,
  outcomesSchema,
  page,
  requestedSchema,
  targetSchema,
} from "./schemas";
import { nextOrderState, watchOrder } from "./watch-order";

const rowCursor = z
  .string()
  .regex(/^([1-9]\d{0,17})?$/, "This is no `next` of a page.")
  .default("");

const listOrders = apiRoute({
  method: "GET",
  path: "/api/orders",
  scope: "read",
  summary: "Orders, the latest first",
  params: noParams,
  query: z.strictObject({
    view: z.enum(ORDER_VIEWS).default("all"),
    q: z.string().max(200).default("").describe("Part of a reason or ticket, or an order's number"),
    after: rowCursor,
  }),
  body: null,
  status: 200,
  answer: page(orderSchema),
  async handle({ ctx, query }) {
    const { orders, next } = await readOrders(ctx, { ...query, before: query.after || null });
    return json({ rows: orders.map(orderAnswer), next: next === null ? null : String(next) });
  },
});

const createOrder = apiRoute({
  method: "POST",
  path: "/api/orders",
  scope: "orders",
  summary: "Ask for something to be done with sessions. A repeated `requestKey` makes no second order",
  params: noParams,
  query: noQuery,
  body: requestOrderInput,
  status: 201,
  answer: requestedSchema,
  async handle({ ctx, body }) {
    const { orderId, ...made } = await requestOrder(ctx, { ...body, requestedThrough: "rest" });
    return json({ orderId, ...made }, { location: `/api/orders/${orderId}` });
  },
});

const findOrder = apiRoute({
  method: "GET",
  path: "/api/orders/{orderId}",
  scope: "read",
  summary: "One order. With `wait`, held until it has changed from `was`, or for that many seconds",
  params: orderParams,
  query: z.strictObject({
    wait: z.coerce.number().int().min(0).max(25).default(0),
    was: z.string().max(100).default("").describe("`version` of the answer before"),
  }),
  body: null,
  status: 200,
  answer: orderDetailSchema.extend({ version: z.string() }),
  async handle({ gateway, ctx, params, query, gone }) {
    const { order, version } = await nextOrderState(gateway, ctx, { ...params, ...query, gone });
    return json({ ...order, version });
  },
});

const listTargets = apiRoute({
  method: "GET",
  path: "/api/orders/{orderId}/targets",
  scope: "read",
  summary: "The targets of an order, each with its state and its evidence",
  params: orderParams,
  query: z.strictObject({
    filter: z.string().max(40).default("all").describe("A state, `moving` or `look`"),
    after: rowCursor,
  }),
  body: null,
  status: 200,
  answer: page(targetSchema),
  async handle({ ctx, params, query }) {
    const { targets, next } = await readOrder(ctx, { ...params, ...query, after: query.after || null });
    return json({ rows: targets.map(targetAnswer), next });
  },
});

const watch = apiRoute({
  method: "GET",
  path: "/api/orders/{orderId}/watch",
  scope: "read",
  summary: "Server-sent events: the order now and after every change, until it is settled",
  params: orderParams,
  query: noQuery,
  body: null,
  status: 200,
  isStream: true,
  answer: orderDetailSchema,
  async handle({ gateway, ctx, params, gone }) {
    // Whoever may not read it hears so before the stream begins.
    const { facts } = await readOrder(ctx, params);
    return { kind: "stream", events: watchOrder(gateway, ctx, orderDetailAnswer(facts), gone) };
  },
});

const cancel = apiRoute({
  method: "POST",
  path: "/api/orders/{orderId}/cancel",
  scope: "orders",
  summary: "Take back what no host has accepted yet",
  params: orderParams,
  query: noQuery,
  body: null,
  status: 200,
  answer: cancelledSchema,
  async handle({ ctx, params }) {
    return json(await cancelOrder(ctx, params));
  },
});

const logOffAssociates = apiRoute({
  method: "POST",
  path: "/api/associates/log-off",
  scope: "orders",
  summary: "Log associates off, with their scripts around it, and an outcome for each id",
  params: noParams,
  query: noQuery,
  body: logOffWindowsUsersInput.extend({
    reason: plainText(500).min(1, "Say why: the reason is kept with the order."),
    ticket: plainText(100).default(""),
  }),
  status: 200,
  answer: outcomesSchema,
  async handle({ gateway, ctx, body, gone }) {
    const { associateIds, reason, ticket } = body;
    const { scripting } = gateway;
    const agent = new AssociateAgent(ctx, { scripting, door: "rest", reason, ticket });
    const { orderId, outcomes } = await agent.logOffWindowsUsersAsync(associateIds, gone);
    return json({ orderId, outcomes });
  },
});

export const ORDER_ROUTES = [
  listOrders,
  createOrder,
  findOrder,
  listTargets,
  watch,
  cancel,
  logOffAssociates,
];
