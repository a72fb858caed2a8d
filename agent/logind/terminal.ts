import { constants } from "node:fs";
import { open, stat } from "node:fs/promises";

/** Never waits: a terminal that was stopped with Ctrl+S takes no text. */
export async function writeToTerminal(line: string, text: string): Promise<void> {
  const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants;
  const terminal = await open(`/dev/${line}`, O_WRONLY | O_NOCTTY | O_NONBLOCK);
  try {
    await terminal.write(`\r\n\x07${printable(text)}\r\n`);
  } finally {
    await terminal.close();
  }
}

/** Epoch milliseconds of the last key that was pressed there; null where there is no such terminal. */
export async function whenTouched(line: string): Promise<number | null> {
  const found = await stat(`/dev/${line}`).catch(() => null);
  return found && Math.floor(found.atimeMs);
}

/** A message must not move the cursor or colour somebody's screen. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]/gu, "?").replaceAll("\n", "\r\n");
}
