/** Labs that scenarios take in turn; built as they are needed. */
import { Lab } from './lab.js';

export class Pool {
  readonly #idle: Lab[] = [];

  async take(): Promise<Lab> {
    return this.#idle.pop() ?? Lab.up();
  }

  async giveBack(lab: Lab): Promise<void> {
    await lab.clear();
    if (lab.isSpent) lab.down();
    else this.#idle.push(lab);
  }

  down(): void {
    for (const lab of this.#idle.splice(0)) lab.down();
  }
}
