import { rmSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import type { Fence } from "@/lib/domain/fence";
import { enrolAgent } from "../enrol";
import { runAgent } from "../run-agent";
import { WindowsPlatform } from "../windows/windows-platform";
import { StandInGateway } from "./stand-in-gateway";
import type { WindowsCheck } from "./windows-stage";

/** The whole agent on files of Windows, with a gateway in the same process: what its parts alone do not show. */
export const WINDOWS_AGENT_CHECKS: readonly WindowsCheck[] = [
  {
    name: "enrols, reports a logon, logs off by order and tells the audited end; goes on after a restart",
    async run({ koffi, standIn, stateDir }) {
      leaveConnectionsAlone();
      const state = path.join(stateDir, "whole agent");
      const gateway = await StandInGateway.start();
      const open = () => WindowsPlatform.open({ log: () => {}, koffi, libraries: standIn.libraries });
      const platform = await open();
      await enrolAgent({ platform, stateDir: state, serverUrl: gateway.url, token: "good-token" });
      await platform.close();

      const id = standIn.logOn("a.berg", { client: { name: "PC-07" } });
      const agent = await startAgent(state, open);
      await gateway.until(() => gateway.reports.at(-1)?.sessions.length === 1);
      const order = gateway.order(fenceIn(gateway));
      await gateway.until(() => gateway.stepsOf(order).includes("gone"));
      const isEnd = (one: { eventId: number; userName: string | null }) =>
        one.eventId === 4634 && one.userName === "a.berg";
      await gateway.until(() => gateway.events.some(isEnd));
      // What was not acknowledged is told again after a restart, and that is right.
      await gateway.until(() => gateway.requests.at(-1)?.health.spooledEvents === 0);
      await agent.stop();
      const steps = gateway.stepsOf(order).join(" ");
      if (steps !== "accepted executed gone") throw new Error(`the order went ${steps} for session ${id}`);

      // While it is away somebody comes and goes.
      const away = standIn.logOn("b.chen");
      standIn.pull("Remove", away);
      const again = await startAgent(state, open);
      await gateway.until(() => gateway.events.some(({ userName }) => userName === "b.chen"));
      await again.stop();
      await gateway.close();
      const keys = gateway.events.map(({ log, recordId, at }) => `${log} ${recordId} ${at}`);
      if (new Set(keys).size !== keys.length) throw new Error("a record was told twice");
      if (gateway.problems.length > 0) throw new Error(gateway.problems.join("; "));
      rmSync(state, { recursive: true });
    },
  },
];

async function startAgent(stateDir: string, open: () => Promise<WindowsPlatform>) {
  const platform = await open();
  const stop = new AbortController();
  const done = runAgent({ platform, stateDir, signal: stop.signal, random: () => 0 });
  return {
    async stop() {
      stop.abort();
      await done;
      await platform.close();
    },
  };
}

function fenceIn(gateway: StandInGateway): Fence {
  const request = gateway.requests.findLast(({ sessions }) => sessions?.length === 1);
  const session = request?.sessions?.[0];
  if (!request || !session) throw new Error("no report has a session");
  const { sessionId, loggedOnAt, account } = session;
  const { machineId } = request.host;
  return { machineId, bootId: request.bootId, sessionId, loggedOnAt, accountKey: account.key };
}

/** Wine 8 cannot say how often a connection is to be tried, and fails the connection for it. */
function leaveConnectionsAlone(): void {
  net.Socket.prototype.setKeepAlive = function () {
    return this;
  };
}
