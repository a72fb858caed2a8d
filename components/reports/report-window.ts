import { REPORT_DAYS, type ReportDays } from "@/lib/domain/report-tables";
import type { ZoneClock } from "@/lib/domain/zone-clock";

export interface ReportWindow {
  readonly days: ReportDays;
  readonly from: Date;
  readonly until: Date;
}

/** So many civil days in the reader's zone, today among them; thirty unless the address says otherwise. */
export function reportWindow(text: string | undefined, now: number, clock: ZoneClock): ReportWindow {
  const days = REPORT_DAYS.find((known) => String(known) === text) ?? 30;
  const today = clock.dayNumber(now);
  return {
    days,
    from: new Date(clock.startOfDay(today - days + 1)),
    until: new Date(clock.startOfDay(today + 1)),
  };
}
