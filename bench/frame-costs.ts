import type { Page } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** Microseconds of processor time of the thread itself. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = "toplevel,devtools.timeline,disabled-by-default-devtools.timeline.frame,__metadata";

/** Processor time of the page's own thread, frame by frame, while `work` runs: what other programs take is not the page's. */
export async function frameCosts(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  cdp.on("Tracing.dataCollected", ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) events.push(event);
  });
  await cdp.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES.split(","), recordMode: "recordUntilFull" },
  });
  await work();
  const done = new Promise((resolve) => cdp.once("Tracing.tracingComplete", resolve));
  await cdp.send("Tracing.end");
  await done;
  await cdp.detach();
  return costsByFrame(events);
}

function costsByFrame(events: readonly TraceEvent[]): number[] {
  const key = (event: TraceEvent) => `${event.pid} ${event.tid}`;
  const pageThreads = new Set(
    events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(key),
  );
  const own = events.filter((event) => pageThreads.has(key(event)));
  const frames = own
    .filter(({ name }) => name === "BeginMainThreadFrame")
    .map(({ ts }) => ts)
    .sort((a, b) => a - b);
  const tasks = own.filter(({ name, ph }) => ph === "X" && name.endsWith("RunTask"));
  const costs = frames.map(() => 0);
  let frame = -1;
  for (const task of tasks.sort((a, b) => a.ts - b.ts)) {
    while (frame + 1 < frames.length && (frames[frame + 1] ?? 0) <= task.ts + 100) frame++;
    // What runs before the first frame belongs to none of them.
    if (frame >= 0) costs[frame] = (costs[frame] ?? 0) + (task.tdur ?? 0) / 1_000;
  }
  return costs;
}
