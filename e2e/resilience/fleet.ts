import { randomBytes, randomUUID } from "node:crypto";
import http from "node:http";
import { expect } from "@playwright/test";
import { type Database, openDatabase } from "@/lib/storage/database";
import { type ActionToPost, actionsToPost } from "../built-surface";
import { sha256, signIn } from "../fixtures/sign-in";
import { rawRequest } from "../raw-request";
import { bundleMachine, type Machine, startMachine } from "./machine";
import type { OwnProduct } from "./own-product";

export interface Order {
  readonly requestKey: string;
  readonly liveSessionIds: readonly string[];
}

export interface Target {
  readonly state: string;
  readonly detail: string;
  readonly host: string;
  readonly sessionId: string;
  readonly loggedOnAt: number;
}

const PATIENCE_MS = 90_000;

/** Three machines with their agents, and an operator who orders: everything around the product that is killed. */
export class Fleet {
  readonly product: OwnProduct;
  readonly db: Database;
  readonly machines: readonly Machine[];
  readonly #cookie: string;
  readonly #action: ActionToPost;

  private constructor(product: OwnProduct, db: Database, machines: readonly Machine[], cookie: string) {
    this.product = product;
    this.db = db;
    this.machines = machines;
    this.#cookie = cookie;
    const action = actionsToPost().find(({ name }) => name === "order.request");
    if (!action) throw new Error("the action that orders logoffs is not in the build");
    this.#action = action;
  }

  static async start(product: OwnProduct): Promise<Fleet> {
    const db = openDatabase(product.databaseUrl, 3);
    await bundleMachine(product.folder);
    const token = `cf_enrol_${randomBytes(32).toString("base64url")}`;
    const now = new Date();
    await db.prisma.enrolmentToken.create({
      data: {
        hash: sha256(token),
        label: "resilience",
        usesLeft: 3,
        createdAt: now,
        expiresAt: new Date(now.getTime() + 3_600_000),
        createdBy: { kind: "system", name: "cli" },
      },
    });
    const machines = await Promise.all(
      ["RS-1", "RS-2", "RS-3"].map((name, i) =>
        startMachine(product.folder, { name, seed: 70 + i, serverUrl: product.gatewayUrl, token }),
      ),
    );
    return new Fleet(product, db, machines, `curfew=${await signIn(db, "operator")}`);
  }

  async stop(): Promise<void> {
    for (const machine of this.machines) await machine.kill();
    await this.db.close();
  }

  /** So many people log on, spread over the machines; answers with an order for all of them, not yet sent. */
  async fill(people: number): Promise<Order> {
    await Promise.all(this.machines.map((machine) => machine.asked()));
    for (let i = 0; i < people; i++) {
      const machine = this.machines[i % this.machines.length];
      await machine?.logOn(
        { name: `p.${i}`, displayName: `Person ${i}` },
        { clientAddress: `10.0.0.${i + 1}` },
      );
    }
    const listed = async () => (await this.#liveIds()).length;
    await expect.poll(listed, { timeout: PATIENCE_MS, message: "everybody is listed" }).toBe(people);
    return this.orderForAll();
  }

  /** For everybody who is listed now. */
  async orderForAll(): Promise<Order> {
    return { requestKey: randomUUID(), liveSessionIds: await this.#liveIds() };
  }

  /** Answers with the order's number, or null when no answer came. */
  async send({ requestKey, liveSessionIds }: Order): Promise<number | null> {
    const { webUrl } = this.product;
    const targets = { kind: "sessions", ids: liveSessionIds };
    const input = { requestKey, targets, reason: "resilience", expiresInMinutes: 60 };
    const answer = await rawRequest(webUrl, this.#action.path, {
      method: "POST",
      headers: {
        "next-action": this.#action.id,
        "content-type": "text/plain;charset=UTF-8",
        accept: "text/x-component",
        origin: webUrl,
        cookie: this.#cookie,
      },
      body: JSON.stringify([input]),
    }).catch(() => null);
    const found = /"ok":true,"value":\{"orderId":(\d+)/.exec(answer?.body ?? "");
    return found ? Number(found[1]) : null;
  }

  /** As a person would: again with the same form, until it is answered. */
  async sendUntilAnswered(order: Order): Promise<number> {
    let orderId: number | null = null;
    const sent = async () => {
      orderId ??= await this.send(order);
      return orderId !== null;
    };
    await expect.poll(sent, { timeout: PATIENCE_MS, message: "the order is answered" }).toBe(true);
    return orderId ?? 0;
  }

  /** Resolves the moment a target of the order has come to that state. */
  async comesTo(orderId: number, state: string): Promise<void> {
    for (const endAt = Date.now() + PATIENCE_MS; Date.now() < endAt; ) {
      const { rowCount } = await this.db.pool.query(
        `SELECT FROM target_step step JOIN logoff_target target ON target.id = step.target_id
         WHERE target.order_id = $1 AND step.state = $2 LIMIT 1`,
        [orderId, state],
      );
      if (rowCount === 1) return;
    }
    throw new Error(`no target of order ${orderId} came to ${state}`);
  }

  /** Every target once nothing more will happen to any of them. */
  async outcome(orderId: number): Promise<Target[]> {
    let targets: Target[] = [];
    const moving = async () => {
      targets = await this.#targets(orderId);
      return targets.filter(({ state }) => !["proved", "failed", "refused", "unproved"].includes(state))
        .length;
    };
    await expect.poll(retried(moving), { timeout: PATIENCE_MS, message: "every target is settled" }).toBe(0);
    return targets;
  }

  /** How often the order is on the trail, and how many orders bear its key. */
  async written(order: Order, orderId: number) {
    const subject = `order:${orderId}`;
    return {
      orders: await this.db.prisma.logoffOrder.count({ where: { requestKey: order.requestKey } }),
      trail: await this.db.prisma.trail.count({ where: { subject, name: "order.request" } }),
    };
  }

  /** How often each session was asked to end since it was filled. */
  async asked(): Promise<number[]> {
    return (await Promise.all(this.machines.map((machine) => machine.asked()))).flat();
  }

  async remaining(): Promise<string[]> {
    const lists = this.machines.map(async (machine) =>
      (await machine.sessions()).map(
        ({ sessionId, loggedOnAt }) => `${machine.name} ${sessionId} ${loggedOnAt}`,
      ),
    );
    return (await Promise.all(lists)).flat().sort();
  }

  /** Whether all that the machines recorded is in the database, once and only once. */
  async hasEveryRecord(): Promise<void> {
    const counts = async () => {
      const { rows } = await this.db.pool.query<{ name: string; n: number }>(
        "SELECT host.name, count(*)::int AS n FROM audit_event event JOIN host ON host.id = event.host_id GROUP BY 1 ORDER BY 1",
      );
      return rows.map(({ name, n }) => `${name} ${n}`);
    };
    const recorded = await Promise.all(
      this.machines.map(async (machine) => `${machine.name} ${await machine.records()}`),
    );
    await expect.poll(retried(counts), { timeout: PATIENCE_MS }).toEqual(recorded);
  }

  async pageSays(path: string): Promise<number> {
    const { status } = await rawRequest(this.product.webUrl, path, {
      headers: { cookie: this.#cookie },
    }).catch(() => ({ status: 0 }));
    return status;
  }

  /** The stream of an open page; resolves with its first bytes. */
  openStream(): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { cookie: this.#cookie };
      const request = http.get(`${this.product.webUrl}/events`, { headers, agent: false }, (response) => {
        response.on("error", () => {});
        response.once("data", () => resolve(response));
      });
      request.on("error", reject);
    });
  }

  async #liveIds(): Promise<string[]> {
    const rows = await this.db.prisma.liveSession.findMany({
      where: { host: { machineId: { not: null } } },
      select: { id: true },
      orderBy: { id: "asc" },
    });
    return rows.map(({ id }) => String(id));
  }

  async #targets(orderId: number): Promise<Target[]> {
    const rows = await this.db.prisma.logoffTarget.findMany({
      where: { orderId },
      include: { host: { select: { name: true } } },
    });
    return rows.map(({ state, detail, sessionId, loggedOnAt, host }) => ({
      state,
      detail,
      sessionId,
      loggedOnAt: loggedOnAt.getTime(),
      host: host.name,
    }));
  }
}

/** While the database is away there is no answer yet. */
function retried<T>(ask: () => Promise<T>): () => Promise<T | string> {
  return () => ask().catch((error: unknown) => String(error));
}
