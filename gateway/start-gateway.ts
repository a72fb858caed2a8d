import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemActor } from "@/lib/auth/system-actor";
import { HookHost, type HookHostOptions } from "@/lib/hooks/hook-host";
import type { Context } from "@/lib/services/context";
import { hearOrders } from "@/lib/services/hear-orders";
import { Scripting } from "@/lib/services/hook-call";
import { sweepOrders } from "@/lib/services/sweep-orders";
import { parseNetworks } from "./alerts/reachable-address";
import { type AlertOptions, tendAlerts } from "./alerts/tend-alerts";
import { openAlertKey, openCommandKey, openSealingKey } from "./command-key";
import { type DoorOptions, Doors } from "./doors/doors";
import type { Gateway } from "./gateway";
import { GiveWay } from "./give-way";
import { keepPolicies } from "./keep-policies";
import type { Log } from "./log";
import { OrderChanges } from "./order-changes";
import { startPairLoop } from "./pair-loop";
import { runRoute } from "./run-route";
import { signTrailAgainAndAgain } from "./sign-trail";
import { sumUpAgainAndAgain } from "./sum-up-days";
import { tendSuperOffice } from "./superoffice/tend-superoffice";
import { tendHooks } from "./tend-hooks";
import { WaitingAgents } from "./waiting-agents";

export interface GatewayOptions {
  readonly db: Context["db"];
  readonly databaseUrl: string;
  /** Where the command key is kept. */
  readonly folder: string;
  readonly port: number;
  readonly bind: string;
  readonly log: Log;
  /** Where the administrator's scripts lie, and where they may write. */
  readonly hooks: HookHostOptions;
  readonly alerts: AlertOptions;
  readonly doors?: DoorOptions;
  /** Where it remembers how far it signed the trail. */
  readonly witnessFile: string;
}

export interface RunningGateway {
  readonly port: number;
  /** Answers what is held, then closes. The database stays open: it is the caller's. */
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 1_000;
const STOP_PATIENCE_MS = 5_000;

export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { db, log } = options;
  let isStopping = false;
  const gateway: Gateway = {
    db,
    commandKey: openCommandKey(options.folder),
    alertKey: openAlertKey(options.folder),
    waiting: new WaitingAgents(),
    orderChanges: new OrderChanges(),
    scripting: new Scripting(db, new HookHost(options.hooks)),
    doors: new Doors(db, log, options.doors),
    log,
    isStopping: () => isStopping,
  };
  const server = createServer((request, response) => {
    if (isStopping) response.setHeader("connection", "close");
    void runRoute(gateway, request, response);
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  // Longer than a poll is held, so that an agent's connection lives from one to the next.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.bind, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const orders = hearOrders(options.databaseUrl, (heard) => {
    gateway.waiting.wake(heard?.hostIds ?? null);
    gateway.orderChanges.tell(heard?.orderIds ?? null);
  });
  const leaveHooks = tendHooks(gateway);
  const leavePolicies = keepPolicies(gateway);
  const leaveAlerts = tendAlerts(gateway, options.alerts);
  const stopSweeping = sweepAgainAndAgain(gateway);
  const leaveSuperOffice = tendSuperOffice(gateway, {
    sealingKey: openSealingKey(options.folder),
    allowed: parseNetworks(options.alerts.networks),
  });
  const isBusy = () => gateway.doors.isBusy;
  const pairing = startPairLoop(db, options.databaseUrl, log, new GiveWay(isBusy));
  // A day that goes on is summed up anew each time: answers are right without it, so it waits longer than pairing does.
  const stopSummingUp = sumUpAgainAndAgain(gateway, new GiveWay(isBusy, 60_000, 0));
  const stopSigning = signTrailAgainAndAgain(gateway, options.witnessFile);
  log("info", "the gateway listens", { port, bind: options.bind });

  return {
    port,
    async stop() {
      if (isStopping) return;
      isStopping = true;
      const closed = new Promise((resolve) => server.close(resolve));
      gateway.waiting.stop();
      gateway.doors.stop();
      gateway.orderChanges.tell(null);
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
      const loops = [
        stopSweeping(),
        stopSummingUp(),
        stopSigning(),
        pairing.stop(),
        leaveHooks(),
        leavePolicies(),
        leaveAlerts(),
        leaveSuperOffice(),
      ];
      await Promise.all([closed, orders.close(), ...loops]);
      clearTimeout(late);
      log("info", "the gateway has stopped");
    },
  };
}

function sweepAgainAndAgain({ db, log }: Gateway): () => Promise<void> {
  let trouble = "";
  let running: Promise<void> = Promise.resolve();
  const sweep = async () => {
    try {
      await sweepOrders({ actor: systemActor("gateway"), now: new Date(), db });
      trouble = "";
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      if (words !== trouble) log("error", "sweeping the orders failed", { cause: words });
      trouble = words;
    }
  };
  let isSweeping = false;
  const timer = setInterval(() => {
    if (isSweeping) return;
    isSweeping = true;
    running = sweep().finally(() => {
      isSweeping = false;
    });
  }, SWEEP_EVERY_MS);
  return () => {
    clearInterval(timer);
    return running;
  };
}
