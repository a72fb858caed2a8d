import "server-only";

const PATIENCE_MS = 500;

export interface GatewayFacts {
  readonly port: number;
  readonly answers: boolean;
}

/** Whether the gateway for hosts is up, beside this process. */
export async function readGateway(): Promise<GatewayFacts> {
  const port = Number(process.env.GATEWAY_PORT ?? 3001);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      redirect: "error",
      cache: "no-store",
    });
    await response.body?.cancel();
    return { port, answers: response.ok };
  } catch {
    return { port, answers: false };
  }
}
