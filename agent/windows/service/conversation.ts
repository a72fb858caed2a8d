/** As winsvc.h numbers them. */
export const SERVICE_STATE = { stopped: 1, startPending: 2, stopPending: 3, running: 4 } as const;
export const CONTROL = { stop: 1, interrogate: 4, shutdown: 5, sessionChange: 14 } as const;
const ACCEPT = { stop: 0x1, shutdown: 0x4, sessionChange: 0x80 } as const;
const NO_ERROR = 0;
const ERROR_CALL_NOT_IMPLEMENTED = 120;
const ERROR_SERVICE_SPECIFIC_ERROR = 1066;
/** The manager waits this long for the next checkpoint before it thinks that the service hangs. */
const WAIT_HINT_MS = 10_000;

export interface ServiceStatus {
  readonly state: number;
  readonly accepts: number;
  readonly exitCode: number;
  readonly specificExitCode: number;
  readonly checkpoint: number;
  readonly waitHintMs: number;
}

interface Options {
  readonly report: (status: ServiceStatus) => void;
  readonly onStop: () => void;
  readonly onSessionChange: (code: number, sessionId: number) => void;
}

/** What a service and the manager of services say to each other, in the order that the manager expects. */
export class ServiceConversation {
  readonly #options: Options;
  #state: number = SERVICE_STATE.startPending;
  #checkpoint = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  get isPending(): boolean {
    return this.#state === SERVICE_STATE.startPending || this.#state === SERVICE_STATE.stopPending;
  }

  starting(): void {
    this.#become(SERVICE_STATE.startPending);
  }

  running(): void {
    if (this.#state === SERVICE_STATE.startPending) this.#become(SERVICE_STATE.running);
  }

  /** Said from time to time while a start or a stop lasts. */
  goesOn(): void {
    if (this.isPending) this.#report();
  }

  /** Nothing may be said after this: the manager may end the process at once. */
  stopped(hasFailed = false): void {
    this.#become(SERVICE_STATE.stopped, hasFailed);
  }

  /** Answers what HandlerEx returns. */
  handle(control: number, eventType: number, sessionId: number | null): number {
    switch (control) {
      case CONTROL.stop:
      case CONTROL.shutdown:
        this.#stop();
        return NO_ERROR;
      case CONTROL.sessionChange:
        if (sessionId !== null && !this.#isEnding) this.#options.onSessionChange(eventType, sessionId);
        return NO_ERROR;
      case CONTROL.interrogate:
        return NO_ERROR;
      default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
  }

  get #isEnding(): boolean {
    return this.#state === SERVICE_STATE.stopPending || this.#state === SERVICE_STATE.stopped;
  }

  #stop(): void {
    if (this.#isEnding) return;
    this.#become(SERVICE_STATE.stopPending);
    this.#options.onStop();
  }

  #become(state: number, hasFailed = false): void {
    if (this.#state === SERVICE_STATE.stopped) return;
    this.#state = state;
    this.#checkpoint = 0;
    this.#report(hasFailed);
  }

  #report(hasFailed = false): void {
    if (this.isPending) this.#checkpoint += 1;
    const isRunning = this.#state === SERVICE_STATE.running;
    this.#options.report({
      state: this.#state,
      // While it starts nothing can be asked of it: a stop that came then would be lost on the way.
      accepts: isRunning ? ACCEPT.stop | ACCEPT.shutdown | ACCEPT.sessionChange : 0,
      exitCode: hasFailed ? ERROR_SERVICE_SPECIFIC_ERROR : NO_ERROR,
      specificExitCode: hasFailed ? 1 : 0,
      checkpoint: this.isPending ? this.#checkpoint : 0,
      waitHintMs: this.isPending ? WAIT_HINT_MS : 0,
    });
  }
}
