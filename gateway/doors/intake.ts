import { Turns } from "./turns";

/** Thrown where a request was held for as long as it is held, or its client has gone: the socket is closed. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
}

export interface Ticket {
  /** Waits until so many more bytes may be held; throws when it is over. */
  take(bytes: number, over: AbortSignal): Promise<void>;
  /** Waits until a piece of this request may be read: those of older requests go first. */
  turn(): Promise<void>;
  leave(): void;
}

/**
 * The bytes of shippers' requests that are held at once. Whoever comes beyond the limit is not read any further: its own
 * socket fills, and it waits. The oldest request always goes on, so that those that are half read never wait for each other.
 */
export class Intake {
  readonly #maxBytes: number;
  readonly #tickets = new Set<object>();
  #waiters: (() => void)[] = [];
  readonly #turns = new Turns();
  #bytes = 0;
  #entered = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get requests(): number {
    return this.#tickets.size;
  }

  enter(): Ticket {
    let held = 0;
    const place = this.#entered++;
    const ticket: Ticket = {
      take: async (bytes, over) => {
        while (!over.aborted && !this.#hasRoom(ticket, bytes)) await this.#change(over);
        if (over.aborted) throw new Overloaded("held for too long");
        held += bytes;
        this.#bytes += bytes;
      },
      turn: () => this.#turns.next(place),
      leave: () => {
        if (!this.#tickets.delete(ticket)) return;
        this.#bytes -= held;
        for (const wake of this.#waiters.splice(0)) wake();
      },
    };
    this.#tickets.add(ticket);
    return ticket;
  }

  #hasRoom(ticket: object, bytes: number): boolean {
    const [oldest] = this.#tickets;
    return ticket === oldest || this.#bytes + bytes <= this.#maxBytes;
  }

  #change(over: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        over.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiters.push(wake);
      over.addEventListener("abort", wake, { once: true });
    });
  }
}
