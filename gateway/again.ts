import type { Gateway } from "./gateway";

/** Runs it now and then, never twice at once; the same trouble is told once. */
export function again(
  { log }: Gateway,
  what: string,
  everyMs: number,
  run: () => Promise<void>,
): () => Promise<void> {
  let trouble = "";
  let running: Promise<void> | null = null;
  let isOver = false;
  const start = () => {
    running ??= run()
      .then(() => {
        trouble = "";
      })
      .catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        if (words !== trouble && !isOver) log("error", `${what} failed`, { cause: words });
        trouble = words;
      })
      .finally(() => {
        running = null;
      });
  };
  start();
  const timer = setInterval(start, everyMs);
  return async () => {
    isOver = true;
    clearInterval(timer);
    await running;
  };
}
