/** What people see before they are logged off; `{when}` becomes the time that is left. */
export const DEFAULT_MESSAGES = {
  message: "",
  disconnect: "You will be disconnected {when}. Your programs keep running.",
  log_off: "You will be logged off {when}. Save your work.",
  force: "Your session will be ended {when}. Save your work now.",
} as const;

/** One in the last minute, where the warning came well before. */
export const REMIND_BEFORE_SECONDS = 60;
export const REMIND_FROM_GRACE_SECONDS = 180;

/** The template with the time that is left put in: right on every host, whatever its clock and zone. */
export function messageText(template: string, leftMs: number): string {
  return template.replaceAll("{when}", inTime(leftMs));
}

function inTime(leftMs: number): string {
  const seconds = Math.round(leftMs / 1000);
  if (seconds <= 5) return "now";
  if (seconds < 90) return `in ${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return `in ${minutes} minutes`;
}
