/** More control connections at a time would disturb other users. */
const MAX_PLACES = 7;

/** The right to one open connection. */
export interface ConnectionSlot {
  leave(): void;
  /** The server did not want the connection: as many as are open beside it are all that it allows. Leaves too. */
  refused(): void;
}

/**
 * How many control connections a run may have open, the main one included. It begins with a polite number and learns
 * from a server that allows fewer (`max_per_ip`, `max_clients`).
 */
export class ConnectionSlots {
  #limit: number;
  #taken = 0;
  #most = 0;
  readonly #waiting: ((slot: ConnectionSlot | null) => void)[] = [];

  constructor(limit = MAX_PLACES) {
    this.#limit = limit;
  }

  /** As many were open at one time. */
  get most(): number {
    return this.#most;
  }

  /** A free slot, without waiting for one. */
  takeFree(): ConnectionSlot | null {
    return this.#taken < this.#limit ? this.#slot() : null;
  }

  /** Waits for a free slot; null: the server allows none beside the main connection, which may wait for this. */
  take(): Promise<ConnectionSlot | null> {
    const free = this.takeFree();
    if (free || this.#isHopeless) return Promise.resolve(free);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Only the main connection is open, and it waits for this one. */
  get #isHopeless(): boolean {
    return this.#limit <= 1 && this.#taken <= 1;
  }

  #slot(): ConnectionSlot {
    this.#taken++;
    this.#most = Math.max(this.#most, this.#taken);
    let isTaken = true;
    const leave = (): void => {
      if (isTaken) this.#taken--;
      isTaken = false;
      this.#serve();
    };
    return {
      leave,
      refused: () => {
        this.#limit = Math.min(this.#limit, isTaken ? this.#taken - 1 : this.#taken);
        leave();
      },
    };
  }

  #serve(): void {
    while (this.#waiting.length > 0 && this.#taken < this.#limit) this.#waiting.shift()?.(this.#slot());
    if (!this.#isHopeless) return;
    for (const refuse of this.#waiting.splice(0)) refuse(null);
  }
}
