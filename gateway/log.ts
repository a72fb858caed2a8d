export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = (level: "info" | "warn" | "error", message: string, fields?: LogFields) => void;

/** One line of JSON on standard error for each event. Callers pass plain facts, never headers, tokens or bodies. */
export const logLine: Log = (level, message, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), level, message, ...fields })}\n`);
};
