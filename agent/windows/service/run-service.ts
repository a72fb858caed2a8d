import { SERVICE_NAME } from "../install/places";
import { loadKoffi } from "../load-koffi";
import { ServiceConversation } from "./conversation";
import { keepRestarting } from "./recovery";
import { ServiceManager } from "./service-manager";

const GOES_ON_EVERY_MS = 1_000;

interface Options {
  readonly log: (line: string) => void;
  readonly onSessionChange: (code: number, sessionId: number) => void;
  /** Opens what can fail to open, says that it runs, and works until the signal fires. */
  readonly work: (signal: AbortSignal, onRunning: () => void) => Promise<void>;
  /** Where the manager is; a test puts another in its place. */
  readonly library?: string;
}

/** The program as the manager of services started it. False: it was not that which started it. */
export async function runService({ log, onSessionChange, work, library }: Options): Promise<boolean> {
  const koffi = loadKoffi();
  const manager = new ServiceManager(koffi, library);
  const stop = new AbortController();
  const conversation = new ServiceConversation({
    report: (status) => manager.report(status),
    onStop: () => {
      log("asked to stop");
      stop.abort();
    },
    onSessionChange,
  });
  const timer = setInterval(() => conversation.goesOn(), GOES_ON_EVERY_MS);
  // Not before it runs: a version that does not come up must not stand in the way of the one that is put back.
  const askForRestarts = () => {
    try {
      keepRestarting(koffi, SERVICE_NAME);
    } catch (error) {
      log(`the manager of services does not start it again by itself: ${inWords(error)}`);
    }
  };
  const begin = async () => {
    try {
      await work(stop.signal, () => {
        askForRestarts();
        conversation.running();
      });
      log("stopped in order");
      conversation.stopped();
    } catch (error) {
      log(`ended: ${inWords(error)}`);
      conversation.stopped(true);
    }
  };
  try {
    return await manager.run(SERVICE_NAME, {
      onStart: () => {
        conversation.starting();
        void begin();
      },
      onControl: (control, eventType, sessionId) => conversation.handle(control, eventType, sessionId),
    });
  } finally {
    clearInterval(timer);
  }
}

function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
