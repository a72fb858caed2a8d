import { once } from "node:events";
import type { Page } from "@playwright/test";
import { bundleSimulatedHost, type RemoteHost, startSimulatedHost } from "@/e2e/fixtures/simulated-host";
import { installAgent, openSsh } from "../scripts/hosts/agent-part.mjs";
import { ensureRoot } from "../scripts/hosts/debian-root.mjs";
import { makeToken } from "../scripts/hosts/loop-part.mjs";
import { openOperatorPage } from "../scripts/hosts/operator-page.mjs";
import { ProductFacts, until } from "../scripts/hosts/product-facts.mjs";
import { RealHost } from "../scripts/hosts/real-host.mjs";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";

/** The whole product on ports of its own, with an operator signed in in a real Chromium. */
export async function withProduct<T>(
  port: number,
  run: (bench: { product: Product; page: Page }) => Promise<T>,
): Promise<T> {
  const product = await startScratchProduct({ port, name: "bench" });
  try {
    const operator = await openOperatorPage(product);
    try {
      return await run({ product, page: operator.page });
    } finally {
      await operator.close();
    }
  } finally {
    await product.stop();
  }
}

export type Product = Awaited<ReturnType<typeof startScratchProduct>>;

/** A host to measure on: somebody logs on, and the product lists it. */
export interface BenchHost {
  readonly name: string;
  readonly facts: ProductFacts;
  /** As the page writes who logs on. */
  readonly person: string;
  logOn(): Promise<LoggedOn>;
}

export interface LoggedOn {
  /** When the host itself says that the session began. */
  readonly loggedOnAt: number;
  /** Epoch milliseconds at which the client of the session was ended; null where there is no client. */
  readonly clientEndedAt: Promise<number> | null;
}

export async function withSimulatedHost<T>(
  product: Product,
  run: (host: BenchHost, machine: RemoteHost) => Promise<T>,
): Promise<T> {
  await bundleSimulatedHost(product.folder);
  const name = "BENCH-1";
  const token = await makeToken(product.databaseUrl);
  const machine = await startSimulatedHost(product.folder, {
    name,
    seed: 1,
    serverUrl: product.gatewayUrl,
    token,
  });
  const facts = new ProductFacts(product.databaseUrl, name);
  const host: BenchHost = {
    name,
    facts,
    person: "a.bench",
    async logOn() {
      await machine.logOn({ name: "a.bench", displayName: "Ada Bench" }, { clientAddress: "10.0.0.9" });
      return { loggedOnAt: await listed(facts), clientEndedAt: null };
    },
  };
  try {
    return await run(host, machine);
  } finally {
    await facts.close();
    await machine.kill();
  }
}

/** A Debian host with systemd; see `skipReason` for where there can be none. */
export async function withRealHost<T>(product: Product, run: (host: BenchHost) => Promise<T>): Promise<T> {
  const name = "h2";
  const machine = new RealHost({ name, address: "127.0.1.2", port: 2232, root: ensureRoot() });
  const facts = new ProductFacts(product.databaseUrl, name);
  const host: BenchHost = {
    name,
    facts,
    person: "alice",
    async logOn() {
      const client = openSsh(machine);
      const clientEndedAt = once(client, "exit").then(() => Date.now());
      const failed = clientEndedAt.then(() => Promise.reject(new Error("ssh ended")));
      return { loggedOnAt: await Promise.race([listed(facts), failed]), clientEndedAt };
    },
  };
  try {
    machine.prepare([{ name: "alice", fullName: "Alice Ng" }]);
    await machine.boot();
    await installAgent(machine, {
      serverUrl: product.gatewayUrl,
      token: await makeToken(product.databaseUrl),
    });
    return await run(host);
  } finally {
    await facts.close();
    await machine.remove();
  }
}

async function listed(facts: ProductFacts): Promise<number> {
  const session = await until("the live session", async () => (await facts.liveSessions())[0]);
  return session.loggedOnAt.getTime();
}
