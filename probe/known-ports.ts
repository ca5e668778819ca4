/** Which passive ports have answered so far: in a range that is let through only in part, their neighbours do too. */
export class KnownPorts {
  readonly #answers = new Map<number, boolean>();

  learn(port: number, answers: boolean): void {
    this.#answers.set(port, answers);
  }

  get hasOpen(): boolean {
    return [...this.#answers.values()].includes(true);
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
