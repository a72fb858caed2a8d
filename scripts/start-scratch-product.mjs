import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startCurfew } from "./start-curfew.mjs";

/**
 * The whole product on an empty data folder and ports of its own, as `npm start` runs it; for browser tests and benchmarks.
 * @param {{ port: number, name: string, demo?: boolean, hooks?: string }} options the gateway takes the next port;
 *   administrators' scripts lie in the folder `hooks` of its own unless another is named
 */
export async function startScratchProduct({ port, name, demo = false, hooks }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `curfew-${name}-`));
  // The database runs as nobody under a root shell, and must be able to enter.
  fs.chmodSync(folder, 0o711);
  process.env.CURFEW_DATA = path.join(folder, "data");
  process.env.CURFEW_HOOKS = hooks ?? path.join(folder, "hooks");
  process.env.PORT = String(port);
  process.env.GATEWAY_PORT = String(port + 1);
  process.env.CURFEW_NO_LOCAL_AGENT = "1";
  delete process.env.DATABASE_URL;
  try {
    const product = await startCurfew({ demo, say: () => {} });
    return {
      ...product,
      folder,
      async stop() {
        await product.stop();
        fs.rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
