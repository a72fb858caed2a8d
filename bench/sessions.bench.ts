import { gzipSync } from "node:zlib";
import { signIn } from "@/e2e/fixtures/sign-in";
import { openDatabase } from "@/lib/storage/database";
import { seedLiveSessions } from "@/lib/storage/testing/seed-live-sessions";
import { startScratchProduct } from "../scripts/start-scratch-product.mjs";
import { type Figure, spread } from "./figure";

const SESSIONS = 10_000;
const REQUESTS = 200;
const ADDRESSES = ["/sessions", "/sessions?q=state:idle", "/sessions?q=host:TS-1*", "/sessions?sort=host"];

/** The Sessions page over 10,000 live sessions on 500 hosts: time on the server, and script on first load. */
export async function run(): Promise<Figure[]> {
  const product = await startScratchProduct({ port: 3260, name: "bench" });
  const db = openDatabase(product.databaseUrl, 2);
  try {
    await seedLiveSessions(db, SESSIONS, new Date());
    await db.pool.query("ANALYZE");
    const cookie = `curfew=${await signIn(db, "operator")}`;
    const get = (path: string) => fetch(product.webUrl + path, { headers: { cookie } });
    const samples = await timeRequests(get);
    const html = await (await get("/sessions")).text();
    const script = await scriptBytes(html, get);
    const kilobytes = Math.round(script / 1024);
    const says = `${kilobytes} KB gzipped (aim ≤ 240 KB); the page itself ${Math.round(gzipSync(html).length / 1024)} KB`;
    return [
      spread(`Sessions page, ${SESSIONS} live, request → last byte (aim p95 ≤ 100 ms)`, samples),
      { what: "Sessions page, script on first load", says, values: { bytes: script } },
    ];
  } finally {
    await db.close();
    await product.stop();
  }
}

async function timeRequests(get: (path: string) => Promise<Response>): Promise<number[]> {
  const samples: number[] = [];
  for (let n = -20; n < REQUESTS; n++) {
    const startedAt = performance.now();
    const answer = await get(ADDRESSES[Math.abs(n) % ADDRESSES.length] ?? "/sessions");
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`the page answered ${answer.status}`);
    // The first requests warm the server up.
    if (n >= 0) samples.push(performance.now() - startedAt);
  }
  return samples;
}

async function scriptBytes(html: string, get: (path: string) => Promise<Response>): Promise<number> {
  const addresses = new Set(
    [...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)].map((match) => match[1] ?? ""),
  );
  let bytes = 0;
  for (const address of addresses) {
    // For browsers of ten years ago alone.
    if (html.includes(`src="${address}" noModule`)) continue;
    bytes += gzipSync(Buffer.from(await (await get(address)).arrayBuffer())).length;
  }
  return bytes;
}
