export const WIN32 = {
  FILE_NOT_FOUND: 2,
  ACCESS_DENIED: 5,
  INSUFFICIENT_BUFFER: 122,
  NO_MORE_ITEMS: 259,
  CHANNEL_NOT_FOUND: 15007,
  SESSION_NOT_FOUND: 7022,
} as const;

const WORDS = new Map<number, string>([
  [WIN32.FILE_NOT_FOUND, "it is not there"],
  [WIN32.ACCESS_DENIED, "access is denied: the agent runs as LocalSystem, or it cannot do this"],
  [6, "the handle is not valid"],
  [87, "a parameter is not valid"],
  [120, "this system does not have the call"],
  [1314, "a privilege is missing: the agent runs as LocalSystem, or it cannot do this"],
  [1722, "the service that answers this call does not run"],
  [WIN32.SESSION_NOT_FOUND, "there is no such session"],
  [WIN32.CHANNEL_NOT_FOUND, "there is no such event log"],
]);

/** A call that Windows did not carry out. */
export class WindowsError extends Error {
  readonly code: number;

  constructor(call: string, code: number) {
    super(`${call}: ${WORDS.get(code) ?? "Windows refused"} (${code})`);
    this.name = "WindowsError";
    this.code = code;
  }
}
