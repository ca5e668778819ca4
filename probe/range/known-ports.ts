/** Which passive ports have answered so far: in a range that is let through only in part, their neighbours do too. */
export class KnownPorts {
  readonly #answers = new Map<number, boolean>();
  readonly #held = new Map<string, number>();
  readonly #named = new Set<number>();

  learn(port: number, answers: boolean): void {
    this.#answers.set(port, answers);
  }

  /** That session has the server listen on the port, and on none before it any more. */
  hold(session: string, port: number): void {
    this.#held.set(session, port);
    this.#named.add(port);
  }

  /** No more ports have been named than there are sessions that were given one: these could hold them all. */
  get areFew(): boolean {
    return this.#named.size <= this.#held.size;
  }

  /** A session waits there for a data connection: the first one that comes is taken for it. */
  isHeld(port: number): boolean {
    return [...this.#held.values()].includes(port);
  }

  get open(): readonly number[] {
    return [...this.#answers].flatMap(([port, answers]) => (answers ? [port] : []));
  }

  get hasOpen(): boolean {
    return [...this.#answers.values()].includes(true);
  }

  /** How many were dialled, and how many of them did not answer. */
  get counts(): { readonly failed: number; readonly all: number } {
    const all = [...this.#answers.values()];
    return { failed: all.filter((answers) => !answers).length, all: all.length };
  }

  /** Whether the nearest port that was dialled has answered; true where none was. */
  seemsOpen(port: number): boolean {
    let nearest: { distance: number; answers: boolean } | null = null;
    for (const [known, answers] of this.#answers) {
      const distance = Math.abs(known - port);
      if (nearest === null || distance < nearest.distance) nearest = { distance, answers };
    }
    return nearest === null || nearest.answers;
  }
}
