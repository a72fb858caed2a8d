/** Whether text names a zone that this machine knows. */
export function isTimeZone(text: string): boolean {
  try {
    return text !== "" && Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
