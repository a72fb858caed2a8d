import fs from "node:fs";
import type { CDPSession, Page } from "@playwright/test";
import { productProcessorTimes } from "./product-processor";

/** Processor time of a page's own thread: what other programs take of this machine is not the page's. */
export class PageTime {
  private constructor(private readonly cdp: CDPSession) {}

  static async of(page: Page): Promise<PageTime> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    return new PageTime(cdp);
  }

  async ms(): Promise<number> {
    const { metrics } = await this.cdp.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
  }
}

/** Processor time of the product so far, its browser left out; null where there is no /proc. */
export function serverMs(): number | null {
  const times = productProcessorTimes();
  if (!times) return null;
  return [...times].reduce((sum, [pid, ms]) => sum + (isBrowser(pid) ? 0 : ms), 0);
}

function isBrowser(pid: number): boolean {
  try {
    return /chrom|headless/i.test(fs.readFileSync(`/proc/${pid}/comm`, "utf8"));
  } catch {
    return false;
  }
}
