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
  logOn(): Promise<void>;
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
    async logOn() {
      await machine.logOn({ name: "a.bench", displayName: "Ada Bench" }, { clientAddress: "10.0.0.9" });
      await listed(facts);
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
    async logOn() {
      const client = openSsh(machine);
      await Promise.race([
        listed(facts),
        once(client, "exit").then(() => Promise.reject(new Error("ssh ended"))),
      ]);
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

function listed(facts: ProductFacts): Promise<unknown> {
  return until("the live session", async () => (await facts.liveSessions()).length === 1);
}
