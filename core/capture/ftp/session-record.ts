import type { Flow } from '../tcp/flow.js';
import type { DataWait, Parties } from './data-wait.js';

/** An endpoint as that capture has it; null: it was named under TLS. */
export interface NamedEndpoint {
  readonly wait: DataWait;
  readonly raw: string | null;
}

const MOST_STEPS = 60;
const MOST_NAMED = 60;

/** What two captures of one session are compared by. */
export class SessionRecord {
  /** What was said, without what may be rewritten on the way. */
  readonly steps: string[] = [];
  readonly named: NamedEndpoint[] = [];
  constructor(
    readonly flow: Flow,
    readonly parties: Parties,
  ) {}

  said(words: string): void {
    if (this.steps.length < MOST_STEPS) this.steps.push(words.slice(0, 80).replace(/[\d.,]+/g, '#'));
  }

  add(wait: DataWait, raw: string | null): void {
    if (this.named.length < MOST_NAMED) this.named.push({ wait, raw });
  }
}
