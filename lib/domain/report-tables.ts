/** The tables of a report that can be taken away. */
export const REPORT_TABLES = ["days", "hours", "endings", "outcomes", "longest"] as const;
export type ReportTable = (typeof REPORT_TABLES)[number];

/** Days a report looks back; the last of them is today. */
export const REPORT_DAYS = [7, 30, 90] as const;
export type ReportDays = (typeof REPORT_DAYS)[number];
