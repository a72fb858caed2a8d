import { DomainError } from "@/lib/domain/errors";

/** Exit 0: done. 1: something was refused, and told. 2: nothing was done. */
export type ExitCode = 0 | 1 | 2;

/** The one catch of the command line: words on standard error, never a stack trace. */
export async function runCommand(command: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await command();
  } catch (error) {
    console.error(sentence(error));
    return 2;
  }
}

function sentence(error: unknown): string {
  if (error instanceof DomainError) return error.field ? `${error.field}: ${error.message}` : error.message;
  if (error instanceof Error) return error.message;
  return String(error);
}
