import type { EventEmitter } from "node:events";
import { Message, type MessageBus, systemBus } from "@jellybrick/dbus-next";

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: unknown[];
}

/** The other side answered, and the answer is an error. */
export class BusRefusal extends Error {
  override readonly name = "BusRefusal";

  constructor(
    readonly errorName: string,
    message: string,
  ) {
    super(message);
  }
}

const ANSWER_MS = 10_000;

/** One connection to the system bus, opened again when it breaks. */
export class SystemBus {
  readonly #matches: readonly string[];
  readonly #onSignal: (member: string, path: string) => void;
  #bus: Promise<MessageBus> | null = null;

  constructor(matches: readonly string[], onSignal: (member: string, path: string) => void) {
    this.#matches = matches;
    this.#onSignal = onSignal;
  }

  async call(call: BusCall): Promise<unknown[]> {
    const bus = await this.#open();
    return this.#ask(bus, call);
  }

  async close(): Promise<void> {
    const bus = await this.#bus?.catch(() => null);
    this.#bus = null;
    bus?.disconnect();
  }

  #open(): Promise<MessageBus> {
    this.#bus ??= this.#connect().catch((error: unknown) => {
      this.#bus = null;
      throw error;
    });
    return this.#bus;
  }

  async #connect(): Promise<MessageBus> {
    const bus = systemBus();
    const broken = new Promise<never>((_, reject) => {
      const events: EventEmitter = bus;
      events.on("error", (error: Error) => {
        this.#bus = null;
        reject(new Error(`the system bus: ${error.message}`, { cause: error }));
      });
    });
    broken.catch(() => {});
    bus.on("message", (message) => {
      // Directed signals come from anybody on the bus; they can only make us look again.
      if (message.type === SIGNAL) this.#onSignal(message.member, message.path);
    });
    for (const match of this.#matches) {
      const rule = { ...DBUS, member: "AddMatch", signature: "s", body: [match] };
      await Promise.race([this.#ask(bus, rule), broken]);
    }
    return bus;
  }

  async #ask(bus: MessageBus, call: BusCall): Promise<unknown[]> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#bus = null;
        bus.disconnect();
        reject(new Error(`${call.member} was not answered within ${ANSWER_MS / 1000} s`));
      }, ANSWER_MS);
    });
    try {
      const reply = await Promise.race([bus.call(new Message({ ...call })), silence]);
      return reply?.body ?? [];
    } catch (error) {
      if (isBusError(error)) throw new BusRefusal(error.type, error.text || error.type);
      if (error instanceof Error && /stream is closed/i.test(error.message)) this.#bus = null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

const SIGNAL = 4;
const DBUS = {
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
};

function isBusError(error: unknown): error is Error & { type: string; text: string } {
  return error instanceof Error && "type" in error && typeof error.type === "string" && "text" in error;
}
