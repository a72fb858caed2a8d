import { randomUUID } from "node:crypto";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/domain/actor";
import type { Receipt } from "@/lib/protocol/messages";
import { makeTestDatabase, type TestDatabase } from "@/lib/storage/testing/test-database";
import { cancelOrder } from "../cancel-order";
import { leaseCommands } from "../lease-commands";
import { requestOrder } from "../request-order";
import { sweepOrders } from "../sweep-orders";
import { event, logon, makeTestMachine, minute, session, type TestMachine } from "./test-machine";

const ACTOR: Actor = { kind: "operator", operatorId: 1, name: "op", role: "operator" };

/** A person who logged on at 08:00, as the host's list and its log have it. */
export const onList = session("a.user", minute(0));

/** A database with one machine, and somebody who orders on it. */
export class OrderDesk {
  #machine: TestMachine | null = null;

  private constructor(readonly db: TestDatabase) {}

  static async open(): Promise<OrderDesk> {
    const db = await makeTestDatabase();
    await db.prisma.operator.create({
      data: {
        id: 1,
        name: "op",
        displayName: "Op",
        role: "operator",
        passwordHash: "-",
        createdAt: minute(0),
      },
    });
    return new OrderDesk(db);
  }

  close(): Promise<void> {
    return this.db.drop();
  }

  /** Another machine, with that person on it; orders of before are gone. */
  async startOver(): Promise<void> {
    await this.db.prisma.logoffOrder.deleteMany();
    this.#machine = await makeTestMachine(this.db);
    const events = [event(1, minute(-60), 4608), logon(10, minute(0), "a.user")];
    await this.machine.sync(minute(1), { sessions: [onList], events });
  }

  get machine(): TestMachine {
    if (!this.#machine) throw new Error("no machine: start over before each test");
    return this.#machine;
  }

  /** Ordered at 08:05, waiting for an hour at most; answers its first target. */
  async order(ids?: string[]): Promise<bigint> {
    const live = await this.db.prisma.liveSession.findMany({ where: { hostId: this.machine.hostId } });
    const made = await requestOrder(
      { actor: ACTOR, now: minute(5), db: this.db },
      {
        requestKey: randomUUID(),
        targets: { kind: "sessions" as const, ids: ids ?? live.map((row) => row.id.toString()) },
        reason: "maintenance",
      },
    );
    const where = { orderId: made.orderId };
    return (await this.db.prisma.logoffTarget.findFirstOrThrow({ where, orderBy: { id: "asc" } })).id;
  }

  targetOf(id: bigint) {
    return this.db.prisma.logoffTarget.findUniqueOrThrow({ where: { id } });
  }

  async stepsOf(targetId: bigint): Promise<string[]> {
    const steps = await this.db.prisma.targetStep.findMany({ where: { targetId }, orderBy: { id: "asc" } });
    return steps.map(({ state }) => state);
  }

  lease(now: Date) {
    return leaseCommands(this.machine.at(now));
  }

  sweep(now: Date) {
    return sweepOrders({ actor: systemActor("gateway"), now, db: this.db });
  }

  async cancel(targetId: bigint): Promise<void> {
    const { orderId } = await this.targetOf(targetId);
    await cancelOrder({ actor: ACTOR, now: minute(6), db: this.db }, { orderId });
  }
}

export function receipt(commandId: string, step: Receipt["step"], at: Date, detail = ""): Receipt {
  return { commandId, step, at: at.getTime(), detail };
}
