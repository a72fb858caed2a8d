import net from "node:net";

/** The network between one host and the gateway: it can be cut, so that nothing passes and nobody is told, and mended. */
export async function networkBetween(gatewayUrl) {
  const { hostname, port } = new URL(gatewayUrl);
  const pairs = new Set();
  let isCut = false;
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname);
    const pair = [near, far];
    pairs.add(pair);
    const drop = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    for (const [from, to] of [pair, [far, near]]) {
      from.on("data", (bytes) => {
        if (!isCut) to.write(bytes);
      });
      from.on("error", drop);
      from.on("close", drop);
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Connections stay open and carry nothing: as when a cable is drawn. */
    cut() {
      isCut = true;
    },
    /** What was under way is lost, as its packets were. */
    mend() {
      isCut = false;
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
